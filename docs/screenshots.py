"""Takes the pictures in docs/images of a running bot: `python docs/screenshots.py URL`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
LOCALES = ("ko-KR", "en-US")


def main(url: str) -> None:
    """Fill in the example in each language, ask, and take a picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for locale in LOCALES:
            page = browser.new_page(locale=locale, viewport={"width": 760, "height": 700})
            page.goto(url)
            page.locator("#example").click()
            page.locator("button[type=submit]").click()
            page.locator("article").wait_for()
            page.screenshot(path=IMAGES / f"page-{locale[:2]}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
