"""A grid of cells, as spreadsheets have it -> its tables, and what stands beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.question import MAX_TEXT_CHARACTERS
from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import Cell, Row, joined
from bot.sources.extract.writer import BlockWriter

# Above this many code points in all cells, a row's name does not stand before each value.
_MANY = MAX_TEXT_CHARACTERS // 4


@dataclass(slots=True)
class GridRow:
    """A row of a grid.

    Attributes:
        number: Of the row in its sheet, from 1.
        cells: By column, from 0; without the empty ones.
        covered: Columns that a merged cell reaches over, from the left or from above.
    """

    number: int
    cells: dict[int, Cell]
    covered: set[int] = field(default_factory=set)


def write_sheet(writer: BlockWriter, lines: Sequence[GridRow], *, page: int | None = None) -> None:
    """Append all that stands in a grid, table after table.

    Args:
        writer: Where to.
        lines: All rows, the empty ones too: they part tables.
        page: Of the slide or page that the grid stands on.
    """
    brief = sum(len(cell.text) for line in lines for cell in line.cells.values()) > _MANY
    for region in _regions(lines):
        _write_region(writer, region, page, brief=brief)


def _write_region(
    writer: BlockWriter, lines: list[GridRow], page: int | None, *, brief: bool
) -> None:
    first, last = _width(lines)
    top, bottom = 0, len(lines)
    # What stands alone above a table is its title, and below it a note.
    while top < bottom and len(lines[top].cells) == 1:
        top += 1
    while bottom > top and len(lines[bottom - 1].cells) == 1 and first < last:
        bottom -= 1
    rows = [_filled(line, first, last) for line in lines[top:bottom]]
    for line in lines[:top]:
        _write_alone(writer, line, page)
    for row in joined(with_headers(rows, by_convention=True), brief=brief):
        writer.add_row(row, page=page, number=lines[top + row.line].number)
    for line in lines[bottom:]:
        _write_alone(writer, line, page)


def _write_alone(writer: BlockWriter, line: GridRow, page: int | None) -> None:
    row = Row(kind="paragraph")
    row.add(next(iter(line.cells.values())).text)
    writer.add_row(row, page=page, number=line.number)


def _filled(line: GridRow, first: int, last: int) -> list[Cell]:
    """Return a line's cells from column to column, the empty ones too."""
    return [
        line.cells.get(column) or Cell("")
        for column in range(first, last + 1)
        if column not in line.covered
    ]


def _regions(lines: Sequence[GridRow]) -> Iterator[list[GridRow]]:
    """Yield the parts of a grid: an empty row or column ends one, where another table begins."""
    region: list[GridRow] = []
    for group in _groups(lines):
        if region and not _goes_on(region, group):
            yield from _beside(region)
            region = []
        region += group
    yield from _beside(region)


def _groups(lines: Sequence[GridRow]) -> Iterator[list[GridRow]]:
    group: list[GridRow] = []
    for line in lines:
        if line.cells:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _goes_on(region: Sequence[GridRow], group: Sequence[GridRow]) -> bool:
    """Tell whether rows after an empty one belong to the table before it."""
    first, last = _width(region)
    if len(group[0].cells) < 2 or _width(group) != (first, last):
        return False
    rows = with_headers([_filled(line, first, last) for line in group])
    return not any(cell.is_header for row in rows for cell in row)


def _width(lines: Sequence[GridRow]) -> tuple[int, int]:
    columns = [column for line in lines for column in line.cells]
    return min(columns), max(columns)


def _beside(lines: Sequence[GridRow]) -> Iterator[list[GridRow]]:
    """Yield the tables that stand side by side."""
    wide = [line for line in lines if len(line.cells) > 1] or lines
    used = sorted({column for line in wide for column in (*line.cells, *line.covered)})
    runs: list[tuple[int, int]] = []
    for column in used:
        if runs and column == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], column
        else:
            runs.append((column, column))
    for index, (low, high) in enumerate(runs):
        # What is wider than the tables, as their title may be, goes with the one it begins at.
        end = runs[index + 1][0] if index + 1 < len(runs) else 1 + max(high, _width(lines)[1])
        begin = low if index else 0
        part = [
            replace(line, cells={c: cell for c, cell in line.cells.items() if begin <= c < end})
            for line in lines
        ]
        yield [line for line in part if line.cells]
