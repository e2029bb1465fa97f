"""Every picture is of layouts of the bot's, and a document shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.pictures.chromium import IMAGES
from tests.pictures.scenes import SCENES
from tests.pictures.slack import page

_PICTURES = IMAGES / "slack"
_DOCUMENTS = [*IMAGES.parent.glob("*.md"), *IMAGES.parents[1].glob("README*.md")]
_MOST_BYTES = 150_000


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_can_be_drawn(name: str) -> None:
    drawn = page(name)
    assert "⟦" not in drawn
    assert drawn.count('<div class="panel') == 4


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_has_a_small_picture_that_a_document_shows(name: str) -> None:
    picture = _PICTURES / f"{name}.png"
    assert picture.stat().st_size < _MOST_BYTES
    with Image.open(picture) as image:
        assert image.width == 948
    shown = f"images/slack/{name}.png"
    assert any(shown in document.read_text("utf-8") for document in _DOCUMENTS)


def test_every_picture_is_of_a_scene() -> None:
    assert {Path(each).stem for each in _PICTURES.glob("*.png")} == {*SCENES}
