"""Where a passage's lines end that no punctuation ends. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
import regex

from mrc_core.types import Int32

# The white space after a line whose last character no punctuation is, and can be read.
_LINE_ENDS = regex.compile(
    r"(?V1)(?<=[[\p{L}\p{N}\p{P}\p{S}]--[.?!…。:：,、;]])(?:\n|[^\S\n](?=[^\S\n]*+\n))"
)
# What begins a list's item, and what parts the cells of a row; some type two spaces after a
# sentence.
_ITEM = regex.compile(
    r"(?V1)\s*+(?:[\p{Po}\p{Pd}\p{S}--[>&'\"]]|[\p{L}\p{N}]{1,3}[.)]\s)|.*?(?:\t|[^\s.?!:]  |\|)"
)

# Before a line that a mail quotes.
_QUOTED = "> \t"

# Lines that are filled up to a width: at least so many, of so many columns, but for a few.
_FEWEST = 3
_NARROWEST = 50
_FILLED = 0.8
_MOST_ITEMS = 0.25


def line_ends(text: str, start: int, end: int) -> Int32:
    """Return where a full stop is to be read for a line's end.

    Not in paragraphs that were wrapped at some width, as mails are: their sentences go on.

    Args:
        text: The passage.
        start: First character of the part that is looked at.
        end: The character after its last.

    Returns:
        int32 [line ends], the index of the white space after each.
    """
    ends = np.array([found.start() for found in _LINE_ENDS.finditer(text, start, end)], np.int32)
    said = np.ones(len(ends), bool)
    for bounds in _wrapped(text, start, end) if len(ends) >= _FEWEST - 1 else ():
        first, last = np.searchsorted(ends, bounds)
        said[first:last] = False
    return ends[said]


def _wrapped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the paragraphs that were wrapped, each without its last line's end."""
    at = start
    for is_text, group in groupby(text[start:end].split("\n"), lambda line: bool(line.strip())):
        lines = list(group)
        length = sum(map(len, lines)) + len(lines) - 1
        if is_text and _fill_a_width(lines):
            yield at, at + length - len(lines[-1]) + len(lines[-1].rstrip())
        at += length + 1


def _fill_a_width(lines: Sequence[str]) -> bool:
    """Tell whether no line had room for the next one's first word, as where words are wrapped."""
    if len(lines) < _FEWEST or max(map(_columns, lines)) < _NARROWEST:
        return False
    if sum(_ITEM.match(line) is not None for line in lines) > _MOST_ITEMS * len(lines):
        return False
    return any(_filled(lines, width) >= _FILLED for width in (len, _columns))


def _filled(lines: Sequence[str], width: Callable[[str], float]) -> float:
    """Return the share of the lines, but for the last, that had no room for another word."""
    widest = max(width(line.rstrip()) for line in lines)
    return float(
        np.mean(
            [
                width(line.rstrip()) + 1 + width(_first_word(following)) > widest
                for line, following in pairwise(lines)
            ]
        )
    )


def _first_word(line: str) -> str:
    return next(iter(line.lstrip(_QUOTED).split(maxsplit=1)), "")


def _columns(line: str) -> float:
    """Return how wide a line is in a fixed-width font, where a syllable of Hangul is two columns.

    Those take three bytes, Latin letters one, and what is between is rare.
    """
    return (len(line) + len(line.encode("utf-8", "surrogatepass"))) / 2
