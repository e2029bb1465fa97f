"""Links that open a page at a sentence: text fragments. Pure.

`#:~:text=[prefix-,]start[,end][,-suffix]`, https://wicg.github.io/scroll-to-text-fragment/. A
browser goes to the first match on the page, so a text that stands there before is told apart by
its neighbours. What is matched begins and ends where words do, and lies within one block.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

import regex

from bot.domain.source.blocks import Block, Span

# A longer text is given by its first and its last words.
_MOST_CHARACTERS = 60
_WORDS_OF_RANGE = 3
_NEIGHBOURS = (1, 2, 3, 5, 8)
_MOST_TRIES = 2_000
_LONGEST = 2_000
_WORD = regex.compile(r"\S+")
_LETTER = regex.compile(r"\w")


class _Directive(NamedTuple):
    prefix: str
    start: str
    end: str
    suffix: str

    def __str__(self) -> str:
        parts = [
            self.prefix and f"{_encoded(self.prefix)}-",
            _encoded(self.start),
            self.end and _encoded(self.end),
            self.suffix and f"-{_encoded(self.suffix)}",
        ]
        return ":~:text=" + ",".join(filter(None, parts))


class SearchedPage:
    """A page as a browser searches it: a line for each block or cell.

    White space is single, and letters are small.

    Args:
        text: The page's text.
        blocks: Its blocks.
    """

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._text = text
        self._spans = list(_shown(text, blocks))
        self._offsets: list[int] = []
        lines: list[str] = []
        length = 0
        for start, end in self._spans:
            lines.append(_folded(" ".join(text[start:end].split())))
            self._offsets.append(length)
            length += len(lines[-1]) + 1
        self._page = "\n".join(lines)

    def fragment(self, start: int, end: int) -> str | None:
        """Return the fragment, without "#", that leads to `text[start:end]`; None if none can."""
        low, high = self._part(start, end)
        if low >= high:
            return None
        for directive in _directives(self._page, low, high):
            encoded = str(directive)
            if len(encoded) <= _LONGEST and _first_match(self._page, directive) == (low, high):
                return encoded
        return None

    def _part(self, start: int, end: int) -> Span:
        """Return a part's place in the page, widened to whole words; an empty span without one."""
        index = bisect_right(self._spans, start, key=lambda span: span[0]) - 1
        if index < 0 or end > self._spans[index][1]:
            return 0, 0
        first, offset = self._spans[index][0], self._offsets[index]
        page = self._page
        low = offset + len(" ".join(self._text[first:start].split()))
        high = offset + len(" ".join(self._text[first:end].split()))
        while low < high and page[low] == " ":
            low += 1
        while low > offset and not _parts(page, low):
            low -= 1
        while high < len(page) and not _parts(page, high):
            high += 1
        return low, high


def _shown(text: str, blocks: Sequence[Block]) -> Iterator[Span]:
    for block in blocks:
        if block.cells:
            yield from block.cells
        elif block.kind == "code":
            # Its lines are lines on the page, too.
            at = block.start
            for line in text[block.start : block.end].split("\n"):
                yield at, at + len(line)
                at += len(line) + 1
        else:
            yield block.start, block.end


def _directives(page: str, low: int, high: int) -> Iterator[_Directive]:
    """Yield ways to name a part, the shortest first."""
    start, end = page[low:high], ""
    words = start.split(" ")
    if len(start) > _MOST_CHARACTERS and len(words) > 2 * _WORDS_OF_RANGE:
        start = " ".join(words[:_WORDS_OF_RANGE])
        end = " ".join(words[-_WORDS_OF_RANGE:])
    yield _Directive("", start, end, "")
    before, after = page[:low].rstrip(), page[high:].lstrip()
    # A neighbour lies within one line, too: the rest of its own, or the whole one beside it.
    before = before[before.rfind("\n") + 1 :]
    after = after.partition("\n")[0]
    for count in _NEIGHBOURS:
        prefix, suffix = _last_words(before, count), _first_words(after, count)
        yield _Directive(prefix, start, end, "")
        yield _Directive(prefix, start, end, suffix)


def _first_words(line: str, count: int) -> str:
    return " ".join(line.split(" ")[:count])


def _last_words(line: str, count: int) -> str:
    return " ".join(line.split(" ")[-count:])


def _first_match(page: str, directive: _Directive) -> Span | None:
    """Return where a browser would go: section 3.5.2, "find a range from a text directive"."""
    at = 0
    for _ in range(_MOST_TRIES):
        if directive.prefix:
            prefix = _find(page, directive.prefix, at)
            if prefix < 0:
                return None
            start = _skip_space(page, prefix + len(directive.prefix))
            at = prefix + 1
            if not _stands(page, directive.start, start):
                continue
        else:
            start = _find(page, directive.start, at)
            if start < 0:
                return None
            at = start + 1
        end = start + len(directive.start)
        if directive.end:
            last = _find(page, directive.end, end)
            if last < 0:
                return None
            end = last + len(directive.end)
        if not directive.suffix or _stands(page, directive.suffix, _skip_space(page, end)):
            return start, end
    return None


def _find(page: str, words: str, at: int) -> int:
    """Return the next place where `words` stand between limits of words; -1 without one."""
    for _ in range(_MOST_TRIES):
        at = page.find(words, at)
        if at < 0 or _stands(page, words, at):
            return at
        at += 1
    return -1


def _stands(page: str, words: str, at: int) -> bool:
    return page.startswith(words, at) and _parts(page, at) and _parts(page, at + len(words))


def _parts(line: str, at: int) -> bool:
    """Tell whether a word may end before `at`: no letter on one side of it at least."""
    return at in (0, len(line)) or not (_LETTER.match(line[at - 1]) and _LETTER.match(line[at]))


def _skip_space(page: str, at: int) -> int:
    while at < len(page) and page[at].isspace():
        at += 1
    return at


def _folded(line: str) -> str:
    """Return a line in small letters, but for the few that would be longer then."""
    small = line.lower()
    if len(small) == len(line):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in line)


def _encoded(words: str) -> str:
    """Return words percent-encoded, as are the separators of a directive: `-`, `,` and `&`."""
    return quote(words, safe="").replace("-", "%2D")
