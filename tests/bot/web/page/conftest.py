from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.domain.operation.scope import SCOPES
from bot.metrics import Metrics
from bot.slack.preview import preview
from bot.store.credentials.keys import Key
from bot.web.access import callers
from bot.web.app import make_web
from tests.bot.web.service import Scripted
from tests.prerequisites import chromium
from tests.standins.http import serve

SECRET = "a-secret"
GIVEN = f"mrc_1_{SECRET}"


@dataclass
class Keys:
    """Keys that are there or not, without a store."""

    there: list[Key] = field(default_factory=list)

    async def all(self) -> list[Key]:
        return self.there

    async def used(self, _: str) -> None:
        pass

    def need_one(self) -> None:
        digest = hashlib.sha256(SECRET.encode()).hexdigest()
        self.there.append(Key("1", "page", digest, SCOPES, 60, 0.0, None, None))


@dataclass
class Site:
    """The bot's pages, on a port of this process."""

    url: str
    service: Scripted
    keys: Keys


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    service, keys = Scripted(), Keys()
    web = make_web(
        service,  # type: ignore[arg-type]
        Metrics(),
        "auto",
        (),
        store=SimpleNamespace(keys=keys, requests=None),  # type: ignore[arg-type]
        preview=partial(preview, feedback_days=90),
    )
    with serve(web) as url:
        yield Site(url, service, keys)


@pytest.fixture
def site(running: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The pages, with a service and keys as at first."""
    monkeypatch.setattr(callers, "_KNOWN_SECONDS", 0.0)
    running.service.__dict__.update(vars(Scripted()))
    running.keys.there.clear()
    return running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A visitor from Korea, whose browser asks nobody but the bot, and finds no mistake."""
    opened = browser.new_context(locale="ko-KR", permissions=["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(15_000)
    wrong: list[str] = []
    opened.on("weberror", lambda error: wrong.append(str(error.error)))
    opened.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith(site.url) else wrong.append(asked.url),
    )
    yield opened
    opened.close()
    # A refused request is no mistake of the page's, but Chromium logs it.
    assert [line for line in wrong if "Failed to load resource" not in line] == []


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Page:
    opened = context.new_page()
    opened.goto(site.url)
    opened.locator("#examples button").first.wait_for()
    return opened
