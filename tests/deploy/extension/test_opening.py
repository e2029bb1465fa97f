"""How the panel opens, in each of the two packages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Playwright, Worker, expect

from tests.deploy.extension.conftest import Browser, chromium_with

# A click that nobody can make here, told as the browser tells it.
CHOSEN = """async tabId => {
  const tab = await chrome.tabs.get(tabId);
  chrome.contextMenus.onClicked.dispatch({ menuItemId: "ask" }, tab);
}"""


def test_the_side_panel_opens_by_a_gesture(browser: Browser) -> None:
    panel = browser.panel(browser.visit("article"))
    panel.evaluate(
        """document.getElementById("about").onclick = async () =>
             chrome.sidePanel.open({ windowId: (await chrome.windows.getCurrent()).id })"""
    )
    panel.locator("#about").click()
    kinds = "async () => (await chrome.runtime.getContexts({})).map(one => one.contextType)"
    panel.wait_for_function(f"({kinds})().then(kinds => kinds.includes('SIDE_PANEL'))")


@pytest.fixture(scope="module")
def whale(
    tmp_path_factory: pytest.TempPathFactory, playwright: Playwright
) -> Iterator[tuple[BrowserContext, Worker]]:
    """The package for Whale, in a Chromium that has no sidebar."""
    with chromium_with(playwright, "whale", tmp_path_factory.mktemp("whale")) as opened:
        yield opened


def test_whales_sidebar_opens_where_there_is_one(whale: tuple[BrowserContext, Worker]) -> None:
    _, worker = whale
    shown = worker.evaluate(
        """async () => {
          const shown = [];
          globalThis.whale = { sidebarAction: { show: async id => shown.push(id) } };
          const [tab] = await chrome.tabs.query({});
          chrome.contextMenus.onClicked.dispatch({ menuItemId: "ask" }, tab);
          delete globalThis.whale;
          return [shown, [tab.windowId]];
        }"""
    )
    assert shown[0] == shown[1]


def test_a_window_opens_where_there_is_no_sidebar(whale: tuple[BrowserContext, Worker]) -> None:
    context, worker = whale
    tab = worker.evaluate("async () => (await chrome.tabs.query({}))[0].id")
    with context.expect_page() as opened:
        worker.evaluate(CHOSEN, tab)
    expect(opened.value.get_by_label("질문")).to_be_visible()
    assert opened.value.url.endswith(f"panel/panel.html?tab={tab}")
