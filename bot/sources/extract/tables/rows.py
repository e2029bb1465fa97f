"""Cells of a table -> rows of text, each value after the names of its row and its column. Pure.

"A7 무게: 9.6kg | A7 가격: 12만 원": a value says whose it is wherever a window begins, and the
reader is trained on this form (exporter/train/questions/workplace/layout.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.source.blocks import Kind, Span
from bot.sources.extract.tables.keys import key_columns

MOST_COLUMNS = 200
MOST_LABEL = 60
"""Code points of a name; a longer text is none."""

_BETWEEN = " | "
# Code points: a cell that is longer holds prose, and a longer row is parted between its cells.
_MOST_CELL = 300
_MOST_ROW = 400
# Of columns that one cell spans.
_MOST_NAMES = 3

_Placed = list[tuple[int, "Cell", bool]]


@dataclass(slots=True)
class Cell:
    """A cell as it is shown.

    Attributes:
        text: On one line.
        is_header: It names its column or its row.
        columns: How many it spans.
        rows: How many it spans.
        is_strong: It is set apart, bold or shaded, as headers are that are not called so.
    """

    text: str
    is_header: bool = False
    columns: int = 1
    rows: int = 1
    is_strong: bool = False


@dataclass(slots=True)
class Row:
    """A row, or a part of a long one, as a line of text.

    Attributes:
        text: Names and values.
        cells: Where in it a cell of this row stands as it does on the page; what lies between
            is repeated from elsewhere in the table.
        columns: The name of each cell's column; "" without one.
        name: What the row is called; "" without a name.
        line: Which of the table's rows it is, from 0.
        kind: "paragraph" where it is a cell of prose.
    """

    text: str = ""
    cells: list[Span] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    name: str = ""
    line: int = 0
    kind: Kind = "row"

    def add(self, cell: str, *, before: str = "", label: str = "", column: str = "") -> None:
        """Append a cell, after what parts it from the one before and its label."""
        self.text += before + _labelling(label)
        self.cells.append((len(self.text), len(self.text) + len(cell)))
        self.columns.append(column)
        self.text += cell


def joined(lines: Sequence[Sequence[Cell]], *, brief: bool = False) -> Iterator[Row]:
    """Yield each row that is not empty; rows of headers name the columns of those below.

    Args:
        lines: The cells of each row.
        brief: Values stand after their column's name alone: half the length, for huge tables.
    """
    hanging: dict[int, tuple[Cell, int]] = {}
    placed = [list(_placed(line, hanging)) for line in lines]
    at = 0
    while at < len(placed):
        body = at
        while body < len(placed) and _is_header(placed[body]):
            body += 1
        end = body
        while end < len(placed) and not _is_header(placed[end]):
            end += 1
        for number in range(at, body):
            yield from _numbered(number, _plain([cell.text for _, cell, _ in placed[number]]))
        columns = _column_names(placed[at:body])
        keys = _keys(columns, placed[body:end]) if columns else []
        for number in range(body, end):
            row = [(column, cell, own) for column, cell, own in placed[number] if cell.text]
            yield from _numbered(
                number, _rows(row, columns, keys, brief=brief) if columns else _unnamed(row)
            )
        at = end


def named(name: str, values: Sequence[str]) -> Row:
    """Return a row of values that have one name, which stands in the row."""
    row = Row(name=name)
    row.add(name)
    for index, value in enumerate(values):
        row.add(value, before=_BETWEEN if index else _labelling(name)[len(name) :])
    return row


def _labelling(label: str) -> str:
    """Return a name as it stands before a value."""
    if not label:
        return ""
    return f"{label} " if label.endswith((":", "：")) else f"{label}: "


def _numbered(line: int, rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        if row.text:
            row.line = line
            yield row


def _placed(
    line: Sequence[Cell], hanging: dict[int, tuple[Cell, int]]
) -> Iterator[tuple[int, Cell, bool]]:
    """Yield each cell with its column and True, and with False what hangs down from above.

    Args:
        line: The row's own cells.
        hanging: Of columns, cells of rows above and for how many more rows; brought up to date.
    """
    own = list(reversed(line))
    column = 0
    while own or column in hanging:
        if column >= MOST_COLUMNS:
            return
        is_own = column not in hanging
        if is_own:
            cell = own.pop()
            rows = cell.rows
        else:
            cell, rows = hanging.pop(column)
        if rows > 1:
            hanging[column] = cell, rows - 1
        yield column, cell, is_own
        column += cell.columns


def _is_header(placed: _Placed) -> bool:
    own = [cell for _, cell, is_own in placed if is_own]
    return len(placed) > 1 and bool(own) and all(cell.is_header for cell in own)


def _column_names(rows: Sequence[_Placed]) -> dict[int, str]:
    """Return the columns' names; a second row of them goes under the first."""
    names: dict[int, str] = {}
    for row in rows:
        for first, cell, is_own in row:
            for column in range(first, min(first + cell.columns, MOST_COLUMNS)):
                above = names.get(column, "")
                if is_own and cell.text and cell.text != above:
                    names[column] = f"{above} {cell.text}".strip()
    return names


def _keys(columns: Mapping[int, str], rows: Sequence[_Placed]) -> list[int]:
    """Return the columns that name the rows."""
    texts = [{column: cell.text for column, cell, _ in row} for row in rows if len(row) > 1]
    return key_columns(columns, texts)


def _rows(
    row: _Placed, columns: Mapping[int, str], keys: Sequence[int], *, brief: bool
) -> Iterator[Row]:
    """Yield a row below named columns; `row` comes without its empty cells."""
    names = [part for part in row if part[1].is_header and columns.get(part[0]) != part[1].text]
    names = names or [part for part in row if part[0] in keys]
    name = " ".join(cell.text for _, cell, _ in names)
    if len(row) == 1 and row[0][1].columns > 1:
        yield from _plain([row[0][1].text])
        return
    if brief or len(name) > MOST_LABEL:
        names, name = [], ""
    # A name of the first cell stands in front; any other stands after its column, in its place.
    front = len(names) == 1 and names[0] is row[0]
    values = row if not front else [part for part in row if part is not names[0]]
    line = Row(name=name)
    if front:
        line.add(name, column=columns.get(names[0][0], ""))
    for column, cell, _ in values:
        header = _name_above(columns, column, cell.columns)
        label = f"{name} {header}".strip() if header != cell.text else name
        label = header if len(names) == 1 and cell is names[0][1] else label
        if len(cell.text) > _MOST_CELL:
            prose = Row(name=name, kind="paragraph")
            prose.add(cell.text, label=label, column=header)
            yield prose
            continue
        if line.text and len(line.text) + len(label) + len(cell.text) > _MOST_ROW:
            yield line
            line, front = Row(name=name), False
        if front and len(line.cells) == 1:
            line.add(cell.text, before=_labelling(label)[len(name) :], column=header)
        else:
            line.add(cell.text, before=_BETWEEN * bool(line.text), label=label, column=header)
    yield line


def _name_above(columns: Mapping[int, str], first: int, span: int) -> str:
    """Return what the columns that a cell spans are called: what their names share, or all."""
    last = min(first + span, MOST_COLUMNS)
    names = list(dict.fromkeys(filter(None, map(columns.get, range(first, last)))))
    if len(names) < 2:
        return names[0] if names else ""
    words = [name.split() for name in names]
    shared = [same[0] for same in zip(*words, strict=False) if len(set(same)) == 1]
    if shared and words[0][: len(shared)] == shared:
        return " ".join(shared)
    return ", ".join(names) if len(names) <= _MOST_NAMES else f"{names[0]} ~ {names[-1]}"


def _unnamed(row: _Placed) -> Iterator[Row]:
    """Yield a row whose columns have no names: its headers name the values after them."""
    names = [cell.text for _, cell, _ in row if cell.is_header]
    values = [cell.text for _, cell, _ in row if not cell.is_header]
    if not names and len(values) == 2 and len(values[0]) <= MOST_LABEL:
        names, values = values[:1], values[1:]
    elif len(names) > 1 and values and row[0][1].is_header:
        yield from _pairs(row)
        return
    if len(names) == 1 and values:
        yield named(names[0], values)
        return
    yield from _plain([cell.text for _, cell, _ in row])


def _pairs(row: _Placed) -> Iterator[Row]:
    """Yield a form's row: "성명: 홍길동 | 부서: 인사팀"."""
    line = Row()
    label = ""
    for _, cell, _ in row:
        if cell.is_header:
            line.add(cell.text, before=_BETWEEN * bool(line.text))
            label = cell.text
        else:
            before = _labelling(label)[len(label) :] or _BETWEEN
            line.add(cell.text, before=before, column=label)
            label = ""
    yield line


def _plain(texts: Sequence[str]) -> Iterator[Row]:
    """Yield cells side by side, as long as they fit on a line."""
    line = Row()
    for text in filter(None, texts):
        if line.text and len(line.text) + len(text) > _MOST_ROW:
            yield line
            line = Row()
        line.add(text, before=_BETWEEN * bool(line.text))
    yield line
