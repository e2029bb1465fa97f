"""Tables and definition lists of a page -> a line a row, each value with its header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from bot.domain.blocks import Span
from bot.sources.extract.html.nodes import inline_text

_BETWEEN = " | "
_MOST_COLUMNS = 200
_MOST_LABEL = 60
# A cell longer than this holds prose: the table arranges a page, it does not tabulate.
_MOST_CELL = 600
_ARRANGED = "table, h1, h2, h3, h4, h5, h6, article, section, form, pre"


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
class _Cell:
    text: str
    is_header: bool
    columns: int
    rows: int


def arranging(root: LexborNode) -> set[int]:
    """The elements (by `mem_id`) below which is more than a table can be about."""
    found: set[int] = set()
    for part in root.css(_ARRANGED):
        node = part.parent
        # Each element is passed once, however deep the page nests.
        while node is not None and node.mem_id not in found:
            found.add(node.mem_id)
            node = node.parent
    return found


def rows_of(table: LexborNode) -> list[Row] | None:
    """The rows of a table of data, that is not `arranging`; None when it only arranges prose."""
    lines = [line for line in map(_cells, _rows(table)) if line]
    if any(len(cell.text) > _MOST_CELL for line in lines for cell in line):
        return None
    if all(len(line) == 1 and not line[0].is_header for line in lines):
        return None
    return list(_joined(lines))


def definition(term: LexborNode, values: Sequence[LexborNode]) -> Row | None:
    """A term with its values on one line; None when they are too long for one."""
    name = inline_text(term)
    texts = [text for text in map(inline_text, values) if text]
    if not name or not texts or len(name) > _MOST_LABEL or any(len(t) > _MOST_CELL for t in texts):
        return None
    return _named(name, texts)


def _named(name: str, values: Sequence[str]) -> Row:
    row = Row()
    row.add(values[0], name=name, own_name=True)
    for value in values[1:]:
        row.add(value)
    return row


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in part.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[_Cell]:
    in_head = row.parent is not None and row.parent.tag == "thead"
    return [
        _Cell(
            inline_text(cell),
            cell.tag == "th" or in_head,
            _span(cell.attributes.get("colspan")),
            _span(cell.attributes.get("rowspan")),
        )
        for cell in row.iter()
        if cell.tag in ("td", "th")
    ]


def _span(value: str | None) -> int:
    """A colspan or rowspan: at least one, and no more than anyone would draw."""
    digits = (value or "").strip()
    is_number = digits.isascii() and digits.isdecimal()
    return max(1, min(int(digits[:9]), _MOST_COLUMNS)) if is_number else 1


def _joined(lines: Sequence[Sequence[_Cell]]) -> Iterator[Row]:
    headers: dict[int, str] = {}
    hanging: dict[int, tuple[_Cell, int]] = {}
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
    line: Sequence[_Cell], hanging: dict[int, tuple[_Cell, int]]
) -> Iterator[tuple[int, _Cell]]:
    """Each cell with its column, and the cells that hang down from rows above.

    Args:
        line: The row's own cells.
        hanging: Of columns, cells of rows above and for how many more rows; brought up to date.
    """
    own = list(reversed(line))
    column = 0
    while own or column in hanging:
        if column >= _MOST_COLUMNS:
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
    headers: dict[int, str], placed: Sequence[tuple[int, _Cell]], line: Sequence[_Cell]
) -> dict[int, str]:
    """The columns' names, where a second row of them goes under the first."""
    names = dict(headers)
    for first, cell in placed:
        for column in range(first, min(first + cell.columns, _MOST_COLUMNS)):
            above = names.get(column, "")
            if cell.text and cell.text != above and cell in line:
                names[column] = f"{above} {cell.text}".strip()
    return names


def _row(placed: Sequence[tuple[int, _Cell]], headers: dict[int, str]) -> Row:
    row = Row()
    cells = [(column, cell) for column, cell in placed if cell.text]
    if headers:
        for column, cell in cells:
            header = headers.get(column)
            row.add(cell.text, name=None if header == cell.text else header)
        return row
    names = [cell.text for _, cell in cells if cell.is_header]
    values = [cell.text for _, cell in cells if not cell.is_header]
    if not names and len(values) == 2 and len(values[0]) <= _MOST_LABEL:
        names, values = values[:1], values[1:]
    if len(names) == 1 and values:
        return _named(names[0], values)
    for _, cell in cells:
        row.add(cell.text)
    return row
