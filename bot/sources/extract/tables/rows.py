"""Cells of a table -> a line a row, each value with its header. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.blocks import Span

MOST_COLUMNS = 200
MOST_LABEL = 60
"""Code points of a name; a longer text is none."""

_BETWEEN = " | "


@dataclass(slots=True)
class Row:
    """A row as a line of text.

    Attributes:
        text: Names and values, "name: value | value".
        cells: Where in it a cell of this row stands as it does on the page; what lies between
            is repeated from elsewhere in the table.
    """

    text: str = ""
    cells: list[Span] = field(default_factory=list)

    def add(self, cell: str, *, name: str | None = None, own_name: bool = False) -> None:
        """Append a cell, after the name of its column or row if there is one."""
        self.text += _BETWEEN if self.text else ""
        if name:
            if own_name:
                self.cells.append((len(self.text), len(self.text) + len(name)))
            self.text += f"{name} " if name.endswith((":", "：")) else f"{name}: "
        self.cells.append((len(self.text), len(self.text) + len(cell)))
        self.text += cell


@dataclass(slots=True)
class Cell:
    """A cell as the page shows it, and how many columns and rows it spans."""

    text: str
    is_header: bool
    columns: int
    rows: int


def joined(lines: Sequence[Sequence[Cell]]) -> Iterator[Row]:
    """Yield each row that is not empty; rows of headers name the columns of those below."""
    headers: dict[int, str] = {}
    hanging: dict[int, tuple[Cell, int]] = {}
    was_header = False
    for line in lines:
        placed = list(_placed(line, hanging))
        is_header = len(placed) > 1 and all(cell.is_header for cell in line)
        if is_header:
            headers = _with_headers(headers if was_header else {}, placed, line)
        was_header = is_header
        row = _row(placed, {} if is_header else headers)
        if row.text:
            yield row


def _placed(
    line: Sequence[Cell], hanging: dict[int, tuple[Cell, int]]
) -> Iterator[tuple[int, Cell]]:
    """Each cell with its column, and the cells that hang down from rows above.

    Args:
        line: The row's own cells.
        hanging: Of columns, cells of rows above and for how many more rows; brought up to date.
    """
    own = list(reversed(line))
    column = 0
    while own or column in hanging:
        if column >= MOST_COLUMNS:
            return
        if column in hanging:
            cell, rows = hanging.pop(column)
            if rows > 1:
                hanging[column] = cell, rows - 1
        else:
            cell = own.pop()
            if cell.rows > 1:
                hanging[column] = cell, cell.rows - 1
        yield column, cell
        column += cell.columns


def _with_headers(
    headers: dict[int, str], placed: Sequence[tuple[int, Cell]], line: Sequence[Cell]
) -> dict[int, str]:
    """The columns' names, where a second row of them goes under the first."""
    names = dict(headers)
    for first, cell in placed:
        for column in range(first, min(first + cell.columns, MOST_COLUMNS)):
            above = names.get(column, "")
            if cell.text and cell.text != above and cell in line:
                names[column] = f"{above} {cell.text}".strip()
    return names


def _row(placed: Sequence[tuple[int, Cell]], headers: dict[int, str]) -> Row:
    row = Row()
    cells = [(column, cell) for column, cell in placed if cell.text]
    if headers:
        for column, cell in cells:
            header = headers.get(column)
            row.add(cell.text, name=None if header == cell.text else header)
        return row
    names = [cell.text for _, cell in cells if cell.is_header]
    values = [cell.text for _, cell in cells if not cell.is_header]
    if not names and len(values) == 2 and len(values[0]) <= MOST_LABEL:
        names, values = values[:1], values[1:]
    if len(names) == 1 and values:
        return named(names[0], values)
    for _, cell in cells:
        row.add(cell.text)
    return row


def named(name: str, values: Sequence[str]) -> Row:
    """Return a row of values that have one name, which stands in the row."""
    row = Row()
    row.add(values[0], name=name, own_name=True)
    for value in values[1:]:
        row.add(value)
    return row
