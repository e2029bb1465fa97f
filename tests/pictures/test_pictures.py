"""Every layout is one that Slack takes, and has a picture that a document shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.pictures.layouts import LAYOUTS
from tests.pictures.take import IMAGES, page
from tests.standins.slack.blockkit.blocks import check_message_blocks, check_view

_DOCUMENTS = [*IMAGES.parents[1].glob("*.md"), *IMAGES.parents[2].glob("README*.md")]
_MOST_BYTES = 150_000


@pytest.mark.parametrize("name", LAYOUTS)
def test_slack_takes_every_layout(name: str) -> None:
    shown = LAYOUTS[name]()
    for each in shown:
        if each["kind"] == "view":
            check_view({key: value for key, value in each.items() if key != "kind"})
        else:
            check_message_blocks(each["blocks"])
    drawn = page(shown, name.rpartition("-")[2])
    assert "⟦" not in drawn
    assert drawn.count('<div class="panel') == 4


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_has_a_small_picture_that_a_document_shows(name: str) -> None:
    picture = IMAGES / f"{name}.png"
    assert picture.stat().st_size < _MOST_BYTES
    with Image.open(picture) as image:
        assert image.width == 948
    shown = f"images/slack/{name}.png"
    assert any(shown in document.read_text("utf-8") for document in _DOCUMENTS)


def test_every_picture_is_of_a_layout() -> None:
    assert {Path(each).stem for each in IMAGES.glob("*.png")} == {*LAYOUTS}
