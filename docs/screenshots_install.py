"""Takes the pictures of an installation in docs/images: `python docs/screenshots_install.py`.

The bot runs against the tests' stand-in for Slack, whose administrator agrees at once.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, Route, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.bot.slack.install.conftest import PUBLIC, distributed, running

IMAGES = Path(__file__).parent / "images"


def main() -> None:
    """Install the app in a workspace, as an administrator's browser does, in each language."""
    with (
        TemporaryDirectory() as folder,
        distributed() as slack,
        running(slack, Path(folder)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )

        for locale in ("ko-KR", "en-US"):
            acme = slack.workspace(f"acme{locale[:2]}")
            acme._state.team_domain = "acme"
            page = browser.new_page(locale=locale, viewport={"width": 760, "height": 360})
            page.route("**/*", lambda route: _answer(route, url))
            page.goto(f"{PUBLIC}/slack/install")
            _shoot(page, f"install-{locale[:2]}")
            consent = page.locator("a.button").get_attribute("href") or ""
            page.goto(slack.consent(acme, consent))
            _shoot(page, f"installed-{locale[:2]}")
            page.unroute_all(behavior="wait")
            page.close()
        browser.close()


def _answer(route: Route, url: str) -> None:
    """Let the public address be where the bot is."""
    response = route.fetch(url=route.request.url.replace(PUBLIC, url), max_redirects=0)
    route.fulfill(response=response)


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()
