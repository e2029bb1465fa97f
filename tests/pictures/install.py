"""Takes the pictures of an installation: `python -m tests.pictures.install`.

The bot runs against the tests' stand-in for Slack, whose administrator agrees at once.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, Route

from tests.bot.slack.install.conftest import PUBLIC, distributed, running
from tests.pictures.chromium import IMAGES, chromium


def main() -> None:
    """Install the app in a workspace, as an administrator's browser does, in each language."""
    with (
        TemporaryDirectory() as folder,
        distributed() as slack,
        running(slack, Path(folder)) as url,
        chromium() as browser,
    ):
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


def _answer(route: Route, url: str) -> None:
    """Let the public address be where the bot is."""
    response = route.fetch(url=route.request.url.replace(PUBLIC, url), max_redirects=0)
    route.fulfill(response=response)


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()
