"""PDFs: sentences whole, whatever the lines and pages they stand on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

from bot.domain.source.blocks import Extracted
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.sources.extract.extract import extract
from bot.sources.extract.pdf.layout import laid_out
from bot.sources.extract.pdf.lines import Line, Piece
from mrc_core import Answer
from tests.bot.sources.extract.documents import filled_pdf, set_pdf

OLD = "The old mill of the town was built in 1830 and"
NEW = "The new mill of the town was built in 1930"
_MARGINS = ("leftMargin", "rightMargin", "topMargin", "bottomMargin")
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


def _across(rows: Sequence[Sequence[str]], places: Sequence[float]) -> bytes:
    """Return a PDF that is drawn row by row."""
    return set_pdf(
        [
            [
                (left, 700 - 14 * number, text)
                for number, row in enumerate(rows)
                for left, text in zip(places, row, strict=True)
                if text
            ]
        ]
    )


def test_the_rows_of_a_table_name_their_values() -> None:
    rows = [("Room", "Seats", "Rent"), ("Oak", "12", "$40"), ("Elm", "", "$65"), ("Ash", "8", "$9")]
    assert _texts(_across(rows, (72, 180, 300))) == [
        "Room | Seats | Rent",
        "Oak Seats: 12 | Oak Rent: $40",
        "Elm Rent: $65",
        "Ash Seats: 8 | Ash Rent: $9",
    ]


def test_columns_that_are_drawn_line_by_line_are_read_one_after_the_other() -> None:
    right = [
        "Members get a card at the desk within one day and",
        "pay two dollars for it. Lost cards are replaced if",
        "the desk is told of it by the end of the week.",
    ]
    assert _texts(_across(list(zip(NARROW, right, strict=True)), (72, 330))) == [
        " ".join(NARROW),
        " ".join(right),
    ]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), min_size=1, max_size=5),
        max_size=12,
    ),
    st.sampled_from((0, 1, 12)),
)
def test_no_piece_of_any_layout_is_lost(rows: list[list[tuple[int, int]]], pitch: int) -> None:
    lines = []
    for number, row in enumerate(rows):
        pieces = [
            Piece(f"<{number}.{place}>", left, left + long)
            for place, (left, long) in enumerate(sorted(row))
        ]
        low = -float(pitch * number)
        text = " ".join(piece.text for piece in pieces)
        line = Line(text, pieces[0].left, pieces[-1].right, low, low + 10)
        lines.append(replace(line, pieces=pieces if len(pieces) > 1 else []))
    read = "\n".join(line.text for line in laid_out(lines))
    assert all(piece in read for line in lines for piece in line.text.split())


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


def _sentence(number: int) -> str:
    return (
        f"Keeper {number} of the mill lived there for {number % 7 + 2} years with {number**2} mice."
    )


def _set(paragraphs: Sequence[str], **style: float) -> bytes:
    """Return a PDF of paragraphs without gaps, on as many small pages as they take."""
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12, **style)
    buffer = io.BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=(360, 400), **dict.fromkeys(_MARGINS, 50))
    document.build([Paragraph(text, body) for text in paragraphs])
    return buffer.getvalue()


def _pages(body: bytes) -> list[str]:
    """Return what stands on each page, on one line."""
    document = pdfium.PdfDocument(body)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def _parts(body: bytes) -> list[tuple[str, int | None, int | None]]:
    """Return of each block its text, and the pages of its first and its last letter."""
    page = _read(body)
    return [
        (page.text[b.start : b.end], b.page_at(b.start), b.page_at(b.end - 1)) for b in page.blocks
    ]


@pytest.mark.parametrize("alignment", [TA_LEFT, TA_JUSTIFY])
@pytest.mark.parametrize("length", [3, 4, 200])
def test_what_is_read_of_pages_without_gaps_is_on_its_page(length: int, alignment: int) -> None:
    sentences = [_sentence(number) for number in range(60 if length < 60 else 100)]
    paragraphs = [" ".join(sentences[at : at + length]) for at in range(0, len(sentences), length)]
    body = _set(paragraphs, firstLineIndent=18, alignment=alignment, allowWidows=1, allowOrphans=1)
    pages, parts = _pages(body), _parts(body)
    assert len(pages) >= 3
    # Nothing is longer than a page and the sentence that goes over its end.
    assert max(len(text) for text, *_ in parts) <= max(map(len, pages)) + len(sentences[-1])
    # Every sentence is whole, and where it begins and ends is where its words stand.
    found = _read(body)
    for sentence in sentences:
        at = found.text.index(sentence)
        (block,) = [b for b in found.blocks if b.start <= at < b.end]
        assert at + len(sentence) <= block.end
        first, last = block.page_at(at), block.page_at(at + len(sentence) - 1)
        assert first is not None
        assert last is not None
        if first == last:
            assert sentence in pages[first - 1]
        else:
            cut = block.start + (block.turn or (0, 0))[0]
            assert pages[first - 1].endswith(found.text[at:cut].strip())
            assert pages[last - 1].startswith(found.text[cut : at + len(sentence)].strip())
    # Paragraphs part at their indents, and where a page ends; a ragged line may look like a last.
    assert len(paragraphs) <= len(parts) <= len(paragraphs) + len(pages)


def test_rows_that_look_alike_are_not_taken_for_headers() -> None:
    rows = [f"Part {number} costs {7 * number % 90 + 10} pence" for number in range(1, 21)]
    pages = [_column(rows[at : at + 4]) for at in range(0, 20, 4)]
    text = _read(set_pdf(pages)).text
    assert [row for row in rows if row not in text] == []


@pytest.mark.parametrize(
    "lines",
    [
        # Sentences that look alike, each on its line.
        _column([f"Room {number} is on the left of the hall." for number in range(9)]),
        # Full lines that end a sentence, and a gap or an indent after them.
        [
            *_column([OLD, "is open on every day of the week but Mondays."]),
            *_column([f"{NEW} and", "is open on the first Monday of the month only."], top=672),
        ],
        [
            *_column([OLD, "is open on every day of the week but Mondays."]),
            *_column([NEW], left=88, top=676),
            *_column(["and it opens on the first Monday of the month."], top=664),
        ],
        # Points of a list that fill their lines.
        _column([f"• bread and {what} for the keeper" for what in ("butter", "cheese")]),
    ],
)  # fmt: skip
def test_paragraphs_part_where_one_sees_them_part(lines: list[tuple[float, float, str]]) -> None:
    texts = _texts(set_pdf([lines]))
    begins = [text for *_, text in lines if text.startswith(("Room", "The", "•"))]
    assert [text.split(" in ")[0][:30] for text in texts] == [
        text.split(" in ")[0][:30] for text in begins
    ]


def test_a_sentence_that_crosses_a_page_is_cited_where_the_answer_stands() -> None:
    pages = [
        _column([*NARROW[:2], "town. In the second room there is a wheel that was"]),
        _column(
            [
                "turned by the water of the Arno till 1912, and the",
                "stone. The third room is empty.",
            ]
        ),
    ]
    texts = _texts(set_pdf(pages))
    assert texts[0].endswith(
        "wheel that was turned by the water of the Arno till 1912, and the stone."
    )
    assert texts[1:] == ["The third room is empty."]
    found = _read(set_pdf(pages))
    for answer, number in (("a wheel", 1), ("Arno", 2), ("third room", 2)):
        at = found.text.index(answer)
        document = Document("pdf", found.text, url="https://a.example/a.pdf", blocks=found.blocks)
        answers = [Answer(answer, at, at + len(answer), 0.9, answer, at)]
        (place,) = places_of([document], answers)
        assert (place.page, place.url) == (number, f"https://a.example/a.pdf#page={number}")
