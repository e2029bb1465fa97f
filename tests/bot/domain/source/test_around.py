from __future__ import annotations

import pytest

from bot.domain.source.around import paragraph_around, shown_around
from bot.domain.source.blocks import Block, Kind
from bot.domain.source.document import Document
from mrc_core import Answer
from mrc_core.decode.context import sentence_at


def _answer(text: str, words: str) -> Answer:
    start = text.index(words)
    low, high = sentence_at(text, start, start + len(words))
    return Answer(words, start, start + len(words), 0.9, text[low:high], low)


def _document(*paragraphs: str, kind: Kind = "paragraph") -> Document:
    text, blocks = "\n".join(paragraphs), []
    for paragraph in paragraphs:
        start = blocks[-1].end + 1 if blocks else 0
        blocks.append(Block(kind, start, start + len(paragraph)))
    return Document(kind="web", text=text, blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("세종은 조선의 왕이다. 그가 만들었다. 끝.", "그", "세종은 조선의 왕이다. 그가 만들었다."),
        ("그가 만들었다. 세종은 왕이다. 끝.", "그", "그가 만들었다. 세종은 왕이다."),
        ("그가 만들었다.", "그", "그가 만들었다."),
        ("첫 줄이다.\n그가 만들었다.\n끝 줄이다.", "그", "그가 만들었다."),
        (
            "앞의 문장이다. 훈민정음은 조선의 제4대 왕인 세종이 만들었다. 뒤의 문장이다.",
            "세종",
            "훈민정음은 조선의 제4대 왕인 세종이 만들었다.",
        ),
    ],
)
@pytest.mark.parametrize("with_blocks", [False, True])
def test_a_very_short_sentence_has_its_neighbour(
    text: str, words: str, shown: str, *, with_blocks: bool
) -> None:
    document = _document(*text.split("\n")) if with_blocks else Document(kind="text", text=text)
    start, end = shown_around(document, _answer(text, words))
    assert text[start:end] == shown


def test_a_row_is_shown_by_itself() -> None:
    document = _document("층: 1 — 방: 서고", "층: 2 — 방: 회의실", kind="row")
    start = document.text.index("회의실")
    row = document.blocks[1]
    answer = Answer("회의실", start, start + 3, 0.9, document.text[row.start : row.end], row.start)
    assert shown_around(document, answer) == (row.start, row.end)


def test_a_paragraph_is_whole_blocks_and_no_more_than_it_may_hold() -> None:
    document = _document(*(f"{number}. " + "가나다 " * 100 + "끝." for number in range(20)))
    start, end = paragraph_around(document, _answer(document.text, "10. 가나다"))
    part = document.text[start:end]
    assert part.startswith("9. ")
    assert part.endswith("끝.")
    assert part.count("\n") == 2
    assert len(part) <= 1_500
    few = _document("하나.", "둘.", "셋.")
    assert paragraph_around(few, _answer(few.text, "둘")) == (0, len(few.text))


@pytest.mark.parametrize("with_blocks", [False, True])
def test_a_paragraph_without_an_end_is_cut_at_white_space(*, with_blocks: bool) -> None:
    text = "가나다라 " * 2_000 + "세종이 만들었다 " + "마바사아 " * 2_000
    document = _document(text) if with_blocks else Document(kind="text", text=text)
    start, end = paragraph_around(document, _answer(text, "세종"))
    assert 1_300 < end - start <= 1_500
    assert text[start - 1] == text[end] == " "
