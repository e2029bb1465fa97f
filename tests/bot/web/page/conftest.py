from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

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
_SECONDS = 20
_SIZE = ViewportSize(width=1280, height=720)


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
    expect.set_options(timeout=_SECONDS * 1_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a visitor from Korea."""
    context = browser.new_context(locale="ko-KR", permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(_SECONDS * 1_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page, site: Site) -> Iterator[Page]:
    """The page as at first, in a tab that asks nobody but the bot, and finds no mistake.

    A tab of its own for each test would take a second of processor time.
    """
    wrong: list[str] = []

    def look(error: WebError) -> None:
        wrong.append(str(error.error))

    def read(line: ConsoleMessage) -> None:
        # A refused request is no mistake of the page's, but Chromium logs it.
        if line.type == "error" and "Failed to load resource" not in line.text:
            wrong.append(line.text)

    def follow(request: Request) -> None:
        if not request.url.startswith(site.url):
            wrong.append(request.url)

    listeners = {"weberror": look, "console": read, "request": follow}
    for event, listener in listeners.items():
        tab.context.on(event, listener)  # type: ignore[call-overload]
    tab.goto(site.url)
    tab.locator("#examples button").first.wait_for()
    yield tab
    tab.unroute_all()
    tab.emulate_media(color_scheme="null", reduced_motion="null")
    tab.set_viewport_size(_SIZE)
    tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    # Not by what it does on leaving, either.
    tab.goto("about:blank")
    for event, listener in listeners.items():
        tab.context.remove_listener(event, listener)
    assert wrong == []
