"""PDFs: sentences whole, whatever the lines and pages they stand on."""

from __future__ import annotations

import pytest

from bot.domain.blocks import Extracted
from bot.sources.extract.extract import extract
from tests.bot.sources.extract.documents import filled_pdf, set_pdf

NARROW = [
    "The old mill was built in the year 1830 and has",
    "been a museum since the last owner gave it to the",
    "town. It shows how flour was made by hand.",
]


def _read(body: bytes) -> Extracted:
    return extract(body, "application/pdf", "")[1]


def _texts(body: bytes) -> list[str]:
    page = _read(body)
    return [page.text[block.start : block.end] for block in page.blocks]


def _column(lines: list[str], left: float = 72, top: float = 700) -> list[tuple[float, float, str]]:
    return [(left, top - 12 * number, line) for number, line in enumerate(lines)]


@pytest.mark.parametrize(
    ("parted", "rest", "whole"),
    [
        ("The found-", "ers met in the hall of the town on the first day.", "The founders met"),
        ("It is a well-", "known place, and well-known it will be for years.", "a well-known"),
        ("Of COVID-", "19 there were few cases in that part of the land.", "Of COVID-19 there"),
    ],
)
def test_a_word_that_a_line_parts_is_whole_again(parted: str, rest: str, whole: str) -> None:
    first = "In those days there was much to be said about it."
    (text,) = _texts(set_pdf([_column([first, f"We know this. {parted}", rest])]))
    assert whole in text


def test_a_sentence_goes_on_in_the_next_column_and_page() -> None:
    left = [*NARROW, "In the second room there is a wheel that was", "turned by the water of a"]
    right = ["river which no longer flows there, as it was led", "away in the year 1912."]
    pages = [[*_column(left), *_column(right, left=320)], _column(["The third room is empty."])]
    texts = _texts(set_pdf(pages))
    assert "a wheel that was turned by the water of a river which no longer" in " ".join(texts)
    assert any("of a river which" in text for text in texts)
    assert texts[-1] == "The third room is empty."


def test_headers_are_read_once_and_page_numbers_never() -> None:
    bodies = ["Grain came by boat.", "Flour went by cart.", "Bread was sold here."]
    pages = [
        [(72, 800, "The Mill Papers"), (72, 500, body), (300, 30, f"- {number} -")]
        for number, body in enumerate(bodies, 1)
    ]
    assert _texts(set_pdf(pages)) == ["The Mill Papers", *bodies]


def test_labels_and_points_of_a_list_stay_apart() -> None:
    lines = ["Name", "Place", "Date", "- bread", "- salt"]
    assert _texts(set_pdf([_column(lines)])) == lines


def test_what_is_filled_into_a_form_stands_beside_its_label() -> None:
    assert _texts(filled_pdf()) == [
        "Name: Ada Lind", "\u2611 Vegetarian", "Remarks are read by nobody but the host.",
        "Bring boots",
    ]  # fmt: skip
