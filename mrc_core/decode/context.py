"""The context shown around an answer: its sentence, or its part as a whole. Pure."""

from __future__ import annotations

from bisect import bisect_right

import regex

from mrc_core.decode.boundaries import snap_to_graphemes, trimmed
from mrc_core.sentences import sentence_starts
from mrc_core.types import Part, Passage

MAX_CONTEXT = 300
"""Longest context in code points; an answer itself may be longer."""

# How far a boundary is looked for; a "sentence" longer than this is cut at a space anyway.
_REACH = 2 * MAX_CONTEXT
# How far from a cut white space is looked for.
_NEAR = 64


def context_of(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """Return what is shown around `passage.text[start:end]`, start and end in code points.

    It is the sentence of the span within its part, or the part as a whole where that is `whole`;
    see `sentence_at` for the limits.
    """
    index = bisect_right(passage.parts, start, key=lambda part: part.start) - 1
    part = passage.parts[index] if index >= 0 else Part(0, len(passage.text))
    # Widened to whole characters, an answer may reach over the edge.
    left, right = min(part.start, start), max(part.end, end)
    if part.whole:
        return _shortened(passage.text, left, right, start, end)
    return sentence_at(passage.text, start, end, (left, right))


def sentence_at(
    text: str, start: int, end: int, within: tuple[int, int] | None = None
) -> tuple[int, int]:
    """Return the sentence (or sentences) of `text` that holds `text[start:end]`.

    Args:
        text: All of it.
        start: Start of the span, in code points.
        end: End of the span, exclusive.
        within: Start and end of the stretch that the context stays in; it holds the span.

    Returns:
        (start, end) of the context, without white space at its ends, at most `MAX_CONTEXT` code
        points unless the span itself is longer, and never cut in the middle of a word that has
        white space near it.
    """
    first, last = within or (0, len(text))
    low, high = max(first, start - _REACH), min(last, end + _REACH)
    left, right = low, high
    for sentence in sentence_starts(text, low, high):
        if sentence <= start:
            left = sentence
        elif sentence >= end:
            right = sentence
            break
    return _shortened(text, left, right, start, end)


def _shortened(text: str, left: int, right: int, start: int, end: int) -> tuple[int, int]:
    """Return `text[left:right]` as the context of a span, in the limits of `sentence_at`."""
    left, right = trimmed(text, left, right)
    left, right = min(left, start), max(right, end)
    if right - left > MAX_CONTEXT:
        left, right = _shorten(text, left, right, start, end)
    return left, right


def _shorten(text: str, left: int, right: int, start: int, end: int) -> tuple[int, int]:
    """Return at most `MAX_CONTEXT` around the span, cut at white space where some is near."""
    room = max(MAX_CONTEXT - (end - start), 0)
    before = min(start - left, max(room // 2, room - (right - end)))
    after = min(right - end, room - before)
    if start - before > left:
        left = start - before
        space = regex.search(r"\s+", text, pos=left, endpos=min(left + _NEAR, start))
        left = space.end() if space else left
    if end + after < right:
        right = end + after
        space = regex.search(r"(?r)\s+", text, pos=max(right - _NEAR, end), endpos=right)
        right = space.start() if space else right
    return snap_to_graphemes(text, left, right)
