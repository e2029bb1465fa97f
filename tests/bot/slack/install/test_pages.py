"""Installing, as an administrator's browser sees it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import sync_playwright

from bot.slack.install.manifest import SCOPES
from bot.store.credentials import cipher
from tests.accessibility import violations
from tests.bot.slack.install.conftest import PUBLIC, Browser, distributed, running
from tests.prerequisites import chromium
from tests.standins.slack.distributed import DistributedApp


@pytest.fixture(scope="module")
def slack() -> Iterator[DistributedApp]:
    with distributed() as slack:
        yield slack


@pytest.fixture(scope="module")
def url(slack: DistributedApp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(slack, tmp_path_factory.mktemp("store")) as url:
        yield url


def test_the_page_says_what_each_permission_is_for(url: str) -> None:
    page = Browser(url).get(f"{PUBLIC}/slack/install")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert page.headers["cache-control"] == "no-store"
    for scope in SCOPES:
        assert f"<code>{scope}</code>" in page.text
    assert "답을 올리고, 고치고, 지웁니다." in page.text


def test_it_asks_slack_for_what_the_manifest_says(url: str) -> None:
    asked = dict(parse_qsl(urlsplit(Browser(url).install_page()).query))
    assert set(asked["scope"].split(",")) == set(SCOPES)
    assert asked["redirect_uri"] == f"{PUBLIC}/slack/oauth_redirect"


def test_an_installed_workspace_is_named_and_shown_what_to_do(
    slack: DistributedApp, url: str
) -> None:
    acme = slack.workspace("acme")
    page = Browser(url).install(slack, acme)
    assert page.status_code == 200
    assert "Acme에 설치했습니다" in page.text
    assert f"https://slack.com/app_redirect?app=A0000MRC01&amp;team={acme.team_id}" in page.text


def test_a_workspace_that_would_write_on_the_page_does_not(slack: DistributedApp, url: str) -> None:
    evil = slack.workspace("evil")
    evil._state.team_domain = "<script>alert(1)</script>"
    assert "<script>" not in Browser(url).install(slack, evil).text.casefold()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?error=access_denied", "취소되었습니다"),
        ("", "다른 브라우저"),
        ("?code=abc&state=made-up", "다른 브라우저"),
        ("?code=abc&state=" + "a" * 5_000, "다른 브라우저"),
        ("?error=%3Cscript%3E", "취소되었습니다"),
    ],
)
def test_what_does_not_come_from_the_page_is_refused_in_words(
    url: str, address: str, words: str
) -> None:
    page = Browser(url).get(f"{PUBLIC}/slack/oauth_redirect{address}")
    assert page.status_code == 400
    assert words in page.text
    assert "<script>" not in page.text
    assert f'href="{"/slack/install"}"' in page.text


def test_another_browser_cannot_end_what_one_began(slack: DistributedApp, url: str) -> None:
    back = slack.consent(slack.workspace("victim"), Browser(url).install_page())
    assert "다른 브라우저" in Browser(url).get(back).text
    mixed = Browser(url)
    mixed.install_page()
    assert "다른 브라우저" in mixed.get(back).text


def test_a_state_is_good_once(slack: DistributedApp, url: str) -> None:
    browser = Browser(url)
    consent = browser.install_page()
    kept = dict(browser.cookies)
    first = slack.consent(slack.workspace("once"), consent)
    assert browser.get(first).status_code == 200
    browser.cookies.update(kept)
    again = slack.consent(slack.workspace("twice"), consent)
    assert "다른 브라우저" in browser.get(again).text


def test_a_state_is_good_for_ten_minutes(
    slack: DistributedApp, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(url)
    back = slack.consent(slack.workspace("late"), browser.install_page())
    now = time.time()
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now + 601)
    assert "시간이 너무" in browser.get(back).text


def test_a_code_that_slack_does_not_take_is_told(slack: DistributedApp, url: str) -> None:
    browser = Browser(url)
    back = slack.consent(slack.workspace("wrong"), browser.install_page())
    page = browser.get(back.replace("code=", "code=x"))
    assert (page.status_code, "받아 주지 않았습니다" in page.text) == (400, True)


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_nobody_is_kept_out_by_how_the_pages_are_made(url: str, locale: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(locale=locale, viewport={"width": 390, "height": 844})
        for address in ("/slack/install", "/slack/oauth_redirect?error=access_denied"):
            page.goto(f"{url}{address}")
            assert violations(page) == []
        browser.close()


def test_a_key_is_one_that_the_settings_take() -> None:
    sealed = cipher.Cipher(cipher.new_key()).seal({"token": "xoxb-1"})
    assert "xoxb" not in sealed
    assert json.dumps(sealed)
