"""Draws every scene: on a desk and on a phone, by day and by night.

python -m tests.pictures.take [NAME…]
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.pictures.html import message, said_by_slack, view
from tests.pictures.scenes import SCENES, Json, language_of, shown

IMAGES = Path(__file__).parents[2] / "docs" / "images" / "slack"
_CSS = Path(__file__).parent / "slack.css"
_COLOURS = 64
_WIDTH = 948


def page(name: str) -> str:
    """A page with four panels of one scene, for somebody who uses Slack in its language."""
    language = language_of(name)
    inside = said_by_slack("".join(map(_part, shown(name))), language)
    panels = "".join(
        f'<div class="panel {theme}">{inside}</div>'
        for theme in ("light", "dark")
        for _width in ("desktop", "phone")
    )
    head = f'<!doctype html><meta charset="utf-8"><style>{_CSS.read_text("utf-8")}</style>'
    return f'{head}<div class="sheet">{panels}</div>'


def _part(part: Json) -> str:
    if part["kind"] == "view":
        return view(part)
    return message(part["author"], part, is_app=part["kind"] == "message")


def main(names: list[str]) -> None:
    """Take the pictures of these scenes, or of all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_page(viewport={"width": _WIDTH, "height": 400})
        for name in names or SCENES:
            tab.set_content(page(name))
            taken = Image.open(io.BytesIO(tab.screenshot(full_page=True))).convert("RGB")
            few = taken.quantize(_COLOURS, dither=Image.Dither.NONE)
            few.save(IMAGES / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
