"""Headers, footers and page numbers: what pages repeat, read once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

import regex

from bot.sources.extract.pdf.lines import Line

_AT_EDGE = 3
_LEAST_PAGES = 3
_LEAST_SHARE = 0.4
_MOST_NUMBERS = 20
_NUMBER = regex.compile(r"\d{1,6}")
_ROMAN = regex.compile(r"\b[ivxlc]+\b")
_ONLY_NUMBER = regex.compile(
    r"\W*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s?(?:/|of)\s?\d{1,4})?\W*"
)


def without_repeated(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Return the pages without the numbers and the repetitions of their headers and footers.

    A header is what stands among the first or last lines of many pages, at the same height, with
    the same words, and with one number at most that counts the pages: rows of a table do not.
    """
    edges = [_edge(lines, number) for number, lines in enumerate(pages)]
    counts = Counter(
        key for edge in edges for key in {key for keys in edge.values() for key in keys}
    )
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages) / 2)
    seen: set[tuple[str, int]] = set()
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        page = []
        for line in lines:
            repeated = {key for key in edge.get(id(line), ()) if counts[key] >= least}
            if repeated & seen or (repeated and _ONLY_NUMBER.fullmatch(line.text)):
                continue
            seen |= repeated
            page.append(line)
        kept.append(page)
    return kept


def _edge(lines: Sequence[Line], page: int) -> dict[int, set[tuple[str, int]]]:
    """Return what the lines at the top and the bottom say, by `id`: words and height."""
    ordered = sorted(lines, key=lambda line: -line.top)
    edge = {id(line): line for line in (*ordered[:_AT_EDGE], *ordered[-_AT_EDGE:])}
    return {
        name: {
            (words, round(line.bottom / line.size if line.size else 0))
            for words in _words(line.text, page)
        }
        for name, line in edge.items()
    }


def _words(text: str, page: int) -> set[str]:
    """Return a line's words: as they are, and with each number as it differs from the page's."""
    text = _ROMAN.sub("#", text)
    if _ONLY_NUMBER.fullmatch(text) or text == "#":
        return {_NUMBER.sub("#", text)}
    return {text} | {
        f"{text[: found.start()]}#{int(found[0]) - page}#{text[found.end() :]}"
        for found in islice(_NUMBER.finditer(text), _MOST_NUMBERS)
    }
