"""What stands around an answer in its source: the sentence beside it, its paragraph. Pure."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from bot.domain.source.blocks import Block, Span
from bot.domain.source.document import Document
from mrc_core import Answer
from mrc_core.decode.context import sentence_at

# Columns of a fixed font, in which Hangul takes two: less says little by itself.
_SHORT = 28
_REACH = 600
_MOST_PARAGRAPH = 1_500


def shown_around(document: Document, answer: Answer) -> Span:
    """Return the answer's sentence, with the one beside it where it is very short.

    The one before comes first: it says what "he" and "there" are.

    Returns:
        Start and end, as code point offsets into the document's text.
    """
    start, end = answer.context_start, answer.context_start + len(answer.context)
    if _columns(answer.context) >= _SHORT:
        return start, end
    text = document.text
    block = _block_at(document.blocks, answer.start)
    if block and block.kind == "row":
        return start, end
    low, high = (block.start, block.end) if block else _line_at(text, start, end)
    low, high = max(min(low, start), start - _REACH), min(max(high, end), end + _REACH)
    if before := text[low:start].rstrip():
        last = low + len(before)
        return sentence_at(text, last - 1, last, (low, start))[0], end
    if after := text[end:high].lstrip():
        first = high - len(after)
        return start, sentence_at(text, first, first + 1, (first, high))[1]
    return start, end


def paragraph_around(document: Document, answer: Answer) -> Span:
    """Return a paragraph's worth of text around an answer: whole blocks, or lines, of its source.

    Returns:
        Start and end, as code point offsets into the document's text.
    """
    text, blocks = document.text, document.blocks
    start, end = answer.context_start, answer.context_start + len(answer.context)
    index = bisect_right(blocks, answer.start, key=_start) - 1
    if not blocks or index < 0:
        return _widened_by_lines(text, start, end)
    low, high = min(blocks[index].start, start), max(blocks[index].end, end)
    if high - low > _MOST_PARAGRAPH:
        return _widened_by_lines(text, start, end)
    before, after = index - 1, index + 1
    while True:
        can_before = before >= 0 and high - blocks[before].start <= _MOST_PARAGRAPH
        can_after = after < len(blocks) and blocks[after].end - low <= _MOST_PARAGRAPH
        if can_before and (not can_after or index - before <= after - index):
            low, before = blocks[before].start, before - 1
        elif can_after:
            high, after = blocks[after].end, after + 1
        else:
            return low, high


def _widened_by_lines(text: str, start: int, end: int) -> Span:
    """Return as much around a span as a paragraph may hold, from white space to white space."""
    room = max(_MOST_PARAGRAPH - (end - start), 0) // 2
    low, high = max(0, start - room), min(len(text), end + room)
    if low:
        cut = max(text.find("\n", low, start), text.find(" ", low, min(low + 60, start)))
        low = cut + 1 if cut >= 0 else low
    if high < len(text):
        cut = text.rfind(" ", max(high - 60, end), high)
        high = cut if cut >= 0 else high
    return low, high


def _line_at(text: str, start: int, end: int) -> Span:
    low = text.rfind("\n", max(0, start - _REACH), start) + 1
    high = text.find("\n", end, end + _REACH)
    return low, min(end + _REACH, len(text)) if high < 0 else high


def _block_at(blocks: Sequence[Block], place: int) -> Block | None:
    index = bisect_right(blocks, place, key=_start) - 1
    return blocks[index] if index >= 0 else None


def _start(block: Block) -> int:
    return block.start


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
