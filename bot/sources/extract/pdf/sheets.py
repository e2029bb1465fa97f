"""A paragraph over several pages -> parts of about a page, between sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import regex

from bot.sources.extract.pdf.paragraphs import Paragraph

# Not after "J." and "Dr.", and not where small letters go on.
_BOUNDARY = regex.compile(
    r"""(?<!\b\p{Lu}|\b(?:Mr|Ms|Dr|St|No|vs)|[.!?。])[.!?。]++['"”’)\]]*+\s++(?!\p{Ll})"""
)
# A mark, its quotes and the blank after them, at a page's end.
_LONGEST_MARK = 8


@dataclass(frozen=True, slots=True)
class ParagraphPart:
    """A part of a paragraph.

    Attributes:
        text: Of whole sentences, if they end.
        page: Where it begins, from 1.
        turn: Where in the text its last sentence goes over onto a further page, and which.
    """

    text: str
    page: int
    turn: tuple[int, int] | None = None


def parted(paragraph: Paragraph) -> Iterator[ParagraphPart]:
    """Yield a paragraph's parts: each ends with the sentence with which its page ends."""
    text = "".join(paragraph.pieces)
    offsets = list(accumulate(map(len, paragraph.pieces), initial=0))
    turns = [(offsets[piece], page) for piece, page in paragraph.turns]
    start, page = 0, paragraph.page
    for (turn, following), (end, _) in pairwise([*turns, (len(text), 0)]):
        cut = _sentence_start(text, turn, end)
        if cut is None:
            # A sentence that is longer than a page is none; the last ends with the paragraph.
            cut = end if end == len(text) else turn
        over = (turn - start, following) if cut > turn else None
        yield ParagraphPart(text[start:cut], page, over)
        start, page = cut, following
    if start < len(text):
        yield ParagraphPart(text[start:], page)


def _sentence_start(text: str, turn: int, end: int) -> int | None:
    """Return where the first sentence starts that begins on the page from `turn` to `end`."""
    for boundary in _BOUNDARY.finditer(text, max(0, turn - _LONGEST_MARK), end):
        if boundary.end() >= turn:
            return boundary.end()
    return None
