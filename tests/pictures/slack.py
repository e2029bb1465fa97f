"""Draws every scene: on a desk and on a phone, by day and by night.

python -m tests.pictures.slack [NAME…]
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from tests.pictures.chromium import IMAGES, chromium
from tests.pictures.html import message, said_by_slack, view
from tests.pictures.scenes import SCENES, Json, language_of, shown

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
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": _WIDTH, "height": 400})
        for name in names or SCENES:
            tab.set_content(page(name))
            taken = Image.open(io.BytesIO(tab.screenshot(full_page=True))).convert("RGB")
            few = taken.quantize(_COLOURS, dither=Image.Dither.NONE)
            few.save(IMAGES / "slack" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
