"""The extension, unpacked in Chromium, beside pages and a server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Worker,
    expect,
    sync_playwright,
)

from deploy.extension.build import build
from tests.deploy.extension.finder import Server
from tests.deploy.extension.pages import SITE
from tests.prerequisites import chromium
from tests.standins.http import serve

PANEL_WIDTH = 320


class Browser:
    """Chromium with the extension in it.

    Nobody can click its toolbar or answer its prompts here, so that it may read 127.0.0.1 from the
    start; and its panel is opened as a tab.
    """

    def __init__(self, context: BrowserContext, worker: Worker, site: str) -> None:
        self.context, self.worker, self.site = context, worker, site
        self.home = "/".join(worker.url.split("/")[:3])

    def visit(self, name: str) -> Page:
        """Open a page of the site."""
        page = self.context.new_page()
        page.goto(f"{self.site}/{name}")
        return page

    def tab(self, page: Page) -> int:
        """Return the tab's number that a page is shown in."""
        found: int = self.worker.evaluate(
            """async url => {
              const tabs = await chrome.tabs.query({});
              return (tabs.findLast(tab => tab.url === url) ?? tabs.findLast(tab => !tab.url)).id;
            }""",
            page.url,
        )
        return found

    def panel(self, page: Page) -> Page:
        """Open the panel that asks about a page."""
        tab = self.tab(page)
        panel = self.context.new_page()
        panel.set_viewport_size({"width": PANEL_WIDTH, "height": 640})
        panel.goto(f"{self.home}/panel/panel.html?tab={tab}")
        return panel

    def configure(self, **settings: str) -> None:
        """Save settings as the options do."""
        self.worker.evaluate("settings => chrome.storage.local.set(settings)", settings)

    def marked(self, page: Page, frame: int = 0) -> dict[str, Any] | None:
        """Return the marks of a page's frame: words, context, and whether they are in view."""
        marks: dict[str, Any] | None = self.worker.evaluate(
            """async ([tabId, frame]) => {
              const results = await chrome.scripting.executeScript({
                target: { tabId, allFrames: true },
                func: () => {
                  const highlight = CSS.highlights.get("mrc-answer");
                  if (!highlight) return null;
                  const { top, bottom } = [...highlight][0].getBoundingClientRect();
                  return {
                    answer: [...highlight].join(""),
                    context: [...CSS.highlights.get("mrc-context")].join(""),
                    inView: top >= 0 && bottom <= innerHeight,
                  };
                },
              });
              results.sort((one, other) => one.frameId - other.frameId);
              return results[frame]?.result ?? null;
            }""",
            [self.tab(page), frame],
        )
        return marks


def ask(panel: Page, question: str) -> Locator:
    """Ask in the panel, and return what stands below the question when it is there."""
    reply = panel.locator("article").nth(panel.locator("article").count())
    panel.get_by_label("질문").fill(question)
    panel.get_by_label("질문").press("Enter")
    expect(reply).to_be_visible()
    expect(reply.locator(".waiting")).to_have_count(0)
    return reply


@pytest.fixture(scope="module")
def server() -> Server:
    return Server()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=20_000)  # for a busy machine
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, server: Server, playwright: Playwright
) -> Iterator[Browser]:
    with ExitStack() as stack:
        site = stack.enter_context(serve(SITE))
        address = stack.enter_context(serve(server.web))
        folder = tmp_path_factory.mktemp("extension")
        context, worker = stack.enter_context(chromium_with(playwright, "chromium", folder))
        browser = Browser(context, worker, site)
        browser.configure(server=address, key="")
        yield browser


@pytest.fixture
def browser(opened: Browser) -> Iterator[Browser]:
    """Close the tabs of each test: behind others they go on drawing, a fifth of all the time."""
    yield opened
    for page in opened.context.pages[1:]:
        page.close()


@contextmanager
def chromium_with(
    playwright: Playwright, package: str, folder: Path, language: str = "ko"
) -> Iterator[tuple[BrowserContext, Worker]]:
    """Start Chromium with one of the packages, and yield it and the package's service worker.

    Debian's Chromium speaks English alone. Where there is no English, Korean is what is left.
    """
    unpacked = build(package, folder)
    if language == "ko":
        shutil.rmtree(unpacked / "_locales" / "en")
    manifest = json.loads((unpacked / "manifest.json").read_text("utf-8"))
    manifest["host_permissions"] = ["http://127.0.0.1/*"]
    (unpacked / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    context = playwright.chromium.launch_persistent_context(
        folder / "profile",
        executable_path=chromium(extensions=True),
        headless=True,
        args=[
            "--no-sandbox",
            f"--disable-extensions-except={unpacked}",
            f"--load-extension={unpacked}",
        ],
    )
    worker = next(iter(context.service_workers), None)
    yield context, worker or context.wait_for_event("serviceworker")
    context.close()
