"""Tables and definition lists of a page -> their cells, and rows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import Tag

from bot.sources.extract.html.nodes import INLINE, attribute, inline_text, is_unseen, tidy
from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import MOST_COLUMNS, MOST_LABEL, Cell, Row, joined, named

# A cell longer than this holds prose: the table arranges a page, it does not tabulate.
_MOST_CELL = 600
_ARRANGED = frozenset("table h1 h2 h3 h4 h5 h6 article section form pre".split())
# What rows stand in, hidden or not: what is folded away may hold the answer.
_PARTS = frozenset(("tr", "thead", "tbody", "tfoot"))


@dataclass(slots=True)
class Table:
    """A table of data.

    Attributes:
        beside: Text in it that stands in no cell; browsers show it before the table.
        captions: Its captions.
        rows: Its rows.
    """

    beside: str
    captions: list[str]
    rows: list[Row]


def arranging(root: Tag) -> set[int]:
    """Return the elements (by `id`) below which is more than a table can be about."""
    found: set[int] = set()
    for element in root.descendants:
        if not isinstance(element, Tag) or element.name not in _ARRANGED:
            continue
        above = element.parent
        # Each element is passed once, however deep the page nests.
        while above is not None and id(above) not in found:
            found.add(id(above))
            above = above.parent
    return found


def read_table(table: Tag) -> Table | None:
    """Return a table of data, that is not `arranging`; None when it only arranges prose."""
    beside: list[str] = []
    captions: list[Tag] = []
    lines = [line for line in _lines(table, beside, captions) if line]
    if any(len(cell.text) > _MOST_CELL for line in lines for cell in line):
        return None
    if all(len(line) == 1 and not line[0].is_header for line in lines):
        return None
    return Table(
        tidy("".join(beside)),
        [inline_text(caption) for caption in captions],
        list(joined(with_headers(lines))),
    )


def definition(term: Tag, values: Sequence[Tag]) -> Row | None:
    """A term with its values on one line; None when they are too long for one."""
    name = inline_text(term)
    texts = [text for text in map(inline_text, values) if text]
    if not name or not texts or len(name) > MOST_LABEL or any(len(t) > _MOST_CELL for t in texts):
        return None
    return named(name, texts)


def _lines(table: Tag, beside: list[str], captions: list[Tag]) -> list[list[Cell]]:
    """Return the cells of each row; add to `beside` and `captions` what stands in none."""
    lines: list[list[Cell]] = [[]]
    unfinished = [(table, iter(table.contents))]
    while unfinished:
        element, contents = unfinished[-1]
        for node in contents:
            if not isinstance(node, Tag):
                beside.append(str(node))
            elif node.name in ("td", "th"):
                lines[-1].append(_cell(node, element))
            elif node.name == "caption":
                captions.append(node)
            elif node.name in _PARTS or not is_unseen(node):
                if node.name not in INLINE:
                    beside.append(" ")
                if node.name in _PARTS:
                    lines.append([])
                unfinished.append((node, iter(node.contents)))
                break
        else:
            unfinished.pop()
            if element.name in _PARTS:
                lines.append([])
            if element.name not in INLINE:
                beside.append(" ")
    return lines


def _cell(cell: Tag, row: Tag) -> Cell:
    in_head = row.parent is not None and row.parent.name == "thead"
    return Cell(
        inline_text(cell),
        cell.name == "th" or in_head,
        _span(attribute(cell, "colspan")),
        _span(attribute(cell, "rowspan")),
    )


def _span(value: str) -> int:
    """Return a colspan or rowspan: at least one, and no more than anyone would draw."""
    digits = value.strip()
    is_number = digits.isascii() and digits.isdecimal()
    return max(1, min(int(digits[:9]), MOST_COLUMNS)) if is_number else 1
