"""Tables that a page makes of other elements: rows of one shape, under names. Pure.

Only where it is sure: each row has as many cells as the others, or the style says how many columns
there are; a cell has a few words, and the first row or column is set apart as names are. Cards and
menus repeat a shape, too, and name nothing.
"""

from __future__ import annotations

from bs4 import Tag

from bot.sources.extract.html.tables import Table, is_strong
from bot.sources.extract.html.tree.nodes import (
    COLUMNS,
    FOLDED,
    INLINE,
    LABEL,
    attribute,
    inline_text,
    is_unseen,
)
from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import Cell, joined

HOLDING = frozenset(("div", "section", "ul", "ol"))
"""What rows stand in."""

_LEAST_GROUPS = 2
_LEAST_ROWS, _MOST_ROWS = 3, 1_000
_LEAST_CELLS, _MOST_CELLS = 2, 12
# Of a cell.
_MOST_CHARACTERS = 80
_MOST_ELEMENTS = 6
_CELLS = frozenset(("div", "span", "p", "strong", "b", "em", "li", "a", "time"))
_MOST_EMPTY = 0.25


def read_grid(holder: Tag) -> Table | None:
    """Return the table that an element's children are the rows of; None when they are none."""
    if len(holder.contents) < _LEAST_GROUPS:
        return None
    lines = _flat_lines(holder) if COLUMNS in holder.attrs else None
    if lines is None:
        rows = _rows(holder)
        if rows is None:
            return None
        lines = [[_cell(cell, row) for cell in _only_elements(row) or ()] for row in rows]
    cells = [cell for line in lines for cell in line]
    empty = sum(not cell.text for cell in cells)
    if empty > _MOST_EMPTY * len(cells) or any(len(c.text) > _MOST_CHARACTERS for c in cells):
        return None
    lines = with_headers(lines)
    if not any(cell.is_header for line in lines for cell in line):
        return None
    return Table("", [], list(joined(lines)))


def _flat_lines(holder: Tag) -> list[list[Cell]] | None:
    """Return the rows of a grid whose cells all stand beside each other; None where they do not."""
    columns = attribute(holder, COLUMNS)
    width = int(columns) if columns.isdecimal() else 0
    cells = _only_elements(holder) if _LEAST_CELLS <= width <= _MOST_CELLS else None
    if not cells or len(cells) % width or not all(map(_is_cell, cells)):
        return None
    if not _LEAST_ROWS <= len(cells) // width <= _MOST_ROWS:
        return None
    made = [_cell(cell, cell) for cell in cells]
    return [made[start : start + width] for start in range(0, len(made), width)]


def _rows(holder: Tag) -> list[Tag] | None:
    """Return the rows, those of a head and a body together; None where shapes differ."""
    children = _only_elements(holder)
    if not children or len(children) > _MOST_ROWS:
        return None
    if len(children) == 2:
        groups = [_only_elements(child) or [] for child in children]
        rows = [row for group in groups for row in group]
        # A head that is a row itself, above a body of rows.
        rows = [children[0], *groups[1]] if _width(children[0]) and groups[1] else rows
    else:
        rows = children
    if not _LEAST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    width = _width(rows[0])
    return rows if width and all(_width(row) == width for row in rows[1:]) else None


def _width(row: Tag) -> int:
    """Return how many cells a row has; 0 where it is none."""
    if FOLDED in row.attrs or LABEL in row.attrs:
        return 0
    cells = _only_elements(row)
    if cells is None or not _LEAST_CELLS <= len(cells) <= _MOST_CELLS:
        return 0
    return len(cells) if all(map(_is_cell, cells)) else 0


def _is_cell(element: Tag) -> bool:
    """Tell whether an element holds words within a line, and few of them."""
    if element.name not in _CELLS or LABEL in element.attrs or FOLDED in element.attrs:
        return False
    for count, node in enumerate(element.descendants):
        if count > 2 * _MOST_ELEMENTS:
            return False
        if isinstance(node, Tag) and node.name not in INLINE and node.name not in _CELLS:
            return False
    return True


def _cell(cell: Tag, row: Tag) -> Cell:
    return Cell(inline_text(cell), is_strong=is_strong(cell, row))


def _only_elements(element: Tag) -> list[Tag] | None:
    """Return the elements in another one; None where words stand beside them."""
    found = []
    for count, node in enumerate(element.contents):
        if count > 2 * _MOST_ROWS + 1:
            return None
        if isinstance(node, Tag):
            # The parser puts breaks behind paragraphs.
            if node.name != "br" and not is_unseen(node):
                found.append(node)
        elif not str(node).isspace():
            return None
    return found
