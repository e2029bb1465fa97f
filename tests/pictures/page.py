"""Takes the pictures of the page and of the API's reference.

python -m tests.pictures.page URL, of a running bot
"""

from __future__ import annotations

import sys

from playwright.sync_api import Browser

from tests.pictures.chromium import IMAGES, chromium

DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PICTURES = (
    ("page-ko", "ko-KR", "light", DESK, "unsure"),
    ("page-en", "en-US", "light", DESK, "found"),
    ("page-dark", "en-US", "dark", DESK, "unsure"),
    ("page-phone", "ko-KR", "light", PHONE, "found"),
)


def main(url: str) -> None:
    """Ask one of the page's examples for each picture."""
    with chromium() as browser:
        for name, locale, scheme, size, state in PICTURES:
            _take(browser, url, name, state, locale=locale, color_scheme=scheme, viewport=size)
        page = browser.new_page(locale="en-US", viewport=DESK)
        page.goto(f"{url}/docs")
        page.locator("#shapes section").first.wait_for()
        page.screenshot(path=IMAGES / "reference.png")


def _take(browser: Browser, url: str, name: str, state: str, **options: object) -> None:
    page = browser.new_page(**options)  # type: ignore[arg-type]
    page.goto(url)
    button = page.locator(f"#examples button[data-state={state}]")
    button.click()
    page.locator(".result").wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)  # the paper scrolls to its mark
    page.screenshot(path=IMAGES / f"{name}.png", full_page=options["viewport"] is DESK)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
