"""Headers, footers and page numbers: what pages repeat, read once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from bot.sources.extract.pdf.lines import Line

_AT_EDGE = 3
_LEAST_PAGES = 3
_LEAST_SHARE = 0.4
_NUMBER = regex.compile(r"\d+|\b[ivxlc]+\b")
_ONLY_NUMBER = regex.compile(
    r"\W*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s?(?:/|of)\s?\d{1,4})?\W*"
)


def without_repeated(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Return the pages without the numbers and the repetitions of their headers and footers.

    A header is what stands among the first or last lines of many pages, at the same height, with
    other numbers at most.
    """
    edges = [_edge(lines) for lines in pages]
    counts = Counter(key for edge in edges for key in set(edge.values()))
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages) / 2)
    seen: set[tuple[str, int]] = set()
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        page = []
        for line in lines:
            key = edge.get(id(line))
            if key is not None and counts[key] >= least:
                if key in seen or _ONLY_NUMBER.fullmatch(line.text):
                    continue
                seen.add(key)
            page.append(line)
        kept.append(page)
    return kept


def _edge(lines: Sequence[Line]) -> dict[int, tuple[str, int]]:
    """Return what the lines at the top and the bottom say, by `id`: words and height."""
    ordered = sorted(lines, key=lambda line: -line.top)
    edge = {id(line): line for line in (*ordered[:_AT_EDGE], *ordered[-_AT_EDGE:])}
    return {
        name: (_NUMBER.sub("#", line.text), round(line.bottom / line.size if line.size else 0))
        for name, line in edge.items()
    }
