"""Tables and definition lists of a page -> their cells, and rows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import Tag
from bs4.element import PageElement

from bot.sources.extract.html.tree.nodes import (
    FOLDED,
    INLINE,
    LABEL,
    attribute,
    inline_text,
    is_unseen,
)
from bot.sources.extract.lines import tidy
from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import MOST_COLUMNS, MOST_LABEL, Cell, Row, joined, named

# A cell longer than this holds prose: the table arranges a page, it does not tabulate.
_MOST_CELL = 600
# Shares of a table's cells.
_MOST_ARRANGED, _MOST_ARRANGED_BELOW_HEADERS = 0.25, 0.5
_STRONG = re.compile(r"background|font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HEADER_CLASS = re.compile(r"(?<![a-z])(?:th|head|header|tit|title|label)(?![a-z])", re.IGNORECASE)
_BOLD = frozenset(("b", "strong"))
_ARRANGED = frozenset("table h1 h2 h3 h4 h5 h6 article section form pre".split())
# What rows stand in, hidden or not: what is folded away may hold the answer.
_PARTS = frozenset(("tr", "thead", "tbody", "tfoot"))


@dataclass(slots=True)
class _Cell(Cell):
    """A cell of a page.

    Attributes:
        large: Its element, where there is a table in it.
        is_arranged: There is more in it than text.
        is_folded: Its row is shown by a click.
    """

    large: Tag | None = None
    is_arranged: bool = False
    is_folded: bool = False


@dataclass(slots=True)
class Table:
    """A table of data.

    Attributes:
        beside: Text in it that stands in no cell; browsers show it before the table.
        captions: Its captions.
        rows: Its rows.
        large: Of its lines, the cells that are pages of their own.
        folded: Its lines that are shown by a click.
    """

    beside: str
    captions: list[str]
    rows: list[Row]
    large: dict[int, list[Tag]] = field(default_factory=dict)
    folded: frozenset[int] = frozenset()


class Arranging(NamedTuple):
    """Elements, by `id`, below which is more than a cell can be about, and those with tables."""

    parts: set[int]
    tables: set[int]


def arranging(root: Tag) -> Arranging:
    """Return the elements below which is more than a table can be about."""
    found = Arranging(set(), set())
    for element in root.descendants:
        if not isinstance(element, Tag) or element.name not in _ARRANGED:
            continue
        for marked in found if element.name == "table" else (found.parts,):
            above = element.parent
            # Each element is passed once, however deep the page nests.
            while above is not None and id(above) not in marked:
                marked.add(id(above))
                above = above.parent
    return found


def read_table(table: Tag, arranging: Arranging) -> Table | None:
    """Return a table of data; None when it only arranges the page, or prose."""
    beside: list[str] = []
    captions: list[Tag] = []
    lines = [line for line in _lines(table, beside, captions, arranging) if line]
    if not _is_data(lines, table, arranging):
        return None
    large = {
        number: [cell.large for cell in line if cell.large is not None]
        for number, line in enumerate(lines)
        if any(cell.large is not None for cell in line)
    }
    return Table(
        tidy("".join(beside)),
        [inline_text(caption) for caption in captions],
        list(joined(with_headers(lines))),
        large,
        frozenset(number for number, line in enumerate(lines) if line[0].is_folded),
    )


def _is_data(lines: Sequence[Sequence[_Cell]], table: Tag, arranging: Arranging) -> bool:
    """Tell whether a table has rows and columns, whatever some of its cells hold."""
    cells = [cell for line in lines for cell in line]
    if all(len(line) == 1 and not line[0].is_header for line in lines):
        return False
    arranged = sum(cell.is_arranged or len(cell.text) > _MOST_CELL for cell in cells)
    if not arranged:
        return id(table) not in arranging.parts
    width = len(lines[0])
    is_regular = len(lines) > 1 and width > 1 and all(len(line) == width for line in lines)
    has_header = width > 1 and all(cell.is_header for cell in lines[0])
    most = _MOST_ARRANGED_BELOW_HEADERS if has_header else _MOST_ARRANGED
    return is_regular and arranged <= most * len(cells)


def definitions(dl: Tag) -> list[Row] | None:
    """Return a row for each term of a definition list, if each fits on a line."""
    if any(_is_more_than_a_row(part) for part in dl.descendants):
        return None
    rows = [_definition(term, values) if term else None for term, values in _terms(dl)]
    fitting = [row for row in rows if row]
    return fitting if fitting and len(fitting) == len(rows) else None


def _definition(term: Tag, values: Sequence[Tag]) -> Row | None:
    """Return a term with its values on one line; None when they are too long for one."""
    name = inline_text(term)
    texts = [text for text in map(inline_text, values) if text]
    if not name or not texts or len(name) > MOST_LABEL or any(len(t) > _MOST_CELL for t in texts):
        return None
    return named(name, texts)


def _terms(dl: Tag) -> Iterator[tuple[Tag | None, list[Tag]]]:
    term: Tag | None = None
    values: list[Tag] = []
    for part in dl.descendants:
        if not isinstance(part, Tag) or part.name not in ("dt", "dd"):
            continue
        if part.name == "dd":
            values.append(part)
            continue
        if term is not None or values:
            yield term, values
        term, values = part, []
    if term is not None or values:
        yield term, values


def _is_more_than_a_row(part: PageElement) -> bool:
    if not isinstance(part, Tag):
        return False
    return part.name == "dl" or LABEL in part.attrs or FOLDED in part.attrs


def _lines(
    table: Tag, beside: list[str], captions: list[Tag], arranging: Arranging
) -> list[list[_Cell]]:
    """Return the cells of each row; add to `beside` and `captions` what stands in none."""
    lines: list[list[_Cell]] = [[]]
    folded = 0
    unfinished = [(table, iter(table.contents))]
    while unfinished:
        element, contents = unfinished[-1]
        for node in contents:
            if not isinstance(node, Tag):
                beside.append(str(node))
            elif node.name in ("td", "th"):
                lines[-1].append(_cell(node, element, arranging, is_folded=folded > 0))
            elif node.name == "caption":
                captions.append(node)
            elif node.name in _PARTS or not is_unseen(node):
                if node.name not in INLINE:
                    beside.append(" ")
                if node.name in _PARTS:
                    lines.append([])
                folded += FOLDED in node.attrs
                unfinished.append((node, iter(node.contents)))
                break
        else:
            unfinished.pop()
            folded -= FOLDED in element.attrs and element is not table
            if element.name in _PARTS:
                lines.append([])
            if element.name not in INLINE:
                beside.append(" ")
    return lines


def _cell(cell: Tag, row: Tag, arranging: Arranging, *, is_folded: bool) -> _Cell:
    in_head = row.parent is not None and row.parent.name == "thead"
    is_large = id(cell) in arranging.tables
    text = "" if is_large else inline_text(cell)
    return _Cell(
        text,
        cell.name == "th" or in_head,
        _span(attribute(cell, "colspan")),
        _span(attribute(cell, "rowspan")),
        is_strong(cell, row),
        large=cell if is_large else None,
        is_arranged=id(cell) in arranging.parts,
        is_folded=is_folded,
    )


def is_strong(cell: Tag, row: Tag) -> bool:
    """Return whether a cell is set apart as headers are: bold, shaded, or called so."""
    for element in (cell, row):
        if "bgcolor" in element.attrs or _STRONG.search(attribute(element, "style")):
            return True
        if _HEADER_CLASS.search(attribute(element, "class")):
            return True
    if cell.name in _BOLD:
        return True
    parts = [part for part in cell.contents if isinstance(part, Tag) or str(part).strip()]
    while len(parts) == 1 and isinstance(part := parts[0], Tag):
        if part.name in _BOLD:
            return True
        parts = [inner for inner in part.contents if isinstance(inner, Tag) or str(inner).strip()]
    return False


def _span(value: str) -> int:
    """Return a colspan or rowspan: at least one, and no more than anyone would draw."""
    digits = value.strip()
    is_number = digits.isascii() and digits.isdecimal()
    return max(1, min(int(digits[:9]), MOST_COLUMNS)) if is_number else 1
