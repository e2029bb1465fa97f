"""How statements and tables stand on a page; tables in forms in which readers may get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

_BETWEEN = " | "
# Of forms with one name a cell against those with its row's and its column's.
_NAMED_ONCE = 0.5


@dataclass(frozen=True, slots=True)
class PageTable:
    """Named rows and columns; `cells[row][column]`, the first column names the rows."""

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Lines:
    """A table's text, and where its cells stand: spans by (row, column)."""

    text: str = ""
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def add(self, row: int, column: int, cell: str, before: str) -> None:
        """Append a cell after what stands before it."""
        self.text += before
        self.spans[row, column] = (len(self.text), len(self.text) + len(cell))
        self.text += cell


def laid_out(table: PageTable, random: Random) -> Lines:
    """Write a table in one of the forms in which readers get it."""
    if random.random() < _NAMED_ONCE:
        ways = [_with_headers, _with_headers, _with_headers]
        if len(table.columns) == 2:
            ways = [_pairs, _pairs, _with_headers]
        elif random.random() < 0.15:
            ways = [_plain]
        return random.choice(ways)(table)
    return random.choice([_both_headers, _both_headers, _row_in_front, _line_a_cell])(table)


def _with_headers(table: PageTable) -> Lines:
    """Write each cell after its column's header; the headers on a line of their own."""
    lines = Lines(_BETWEEN.join(table.columns))
    for number, row in enumerate(table.cells):
        for column, cell in enumerate(row):
            before = _BETWEEN if column else "\n"
            lines.add(number, column, cell, f"{before}{table.columns[column]}: ")
    return lines


def _pairs(table: PageTable) -> Lines:
    """Write two columns without headers: the first names the second."""
    lines = Lines()
    for number, (name, *values) in enumerate(table.cells):
        lines.add(number, 0, name, "\n" if number else "")
        for column, value in enumerate(values, 1):
            lines.add(number, column, value, ": " if column == 1 else _BETWEEN)
    return lines


def _plain(table: PageTable) -> Lines:
    """Without names: what stands in a row is told apart by its place alone."""
    lines = Lines(_BETWEEN.join(table.columns))
    for number, row in enumerate(table.cells):
        for column, cell in enumerate(row):
            lines.add(number, column, cell, _BETWEEN if column else "\n")
    return lines


def _both_headers(table: PageTable) -> Lines:
    """Write each cell after its row's and its column's header: "A7 무게: 9.6kg"."""
    lines = Lines()
    for number, (name, *values) in enumerate(table.cells):
        for column, value in enumerate(values, 1):
            before = "\n" if number and column == 1 else _BETWEEN if column > 1 else ""
            if column == 1:
                lines.add(number, 0, name, before)
                lines.add(number, column, value, f" {table.columns[column]}: ")
            else:
                lines.add(number, column, value, f"{before}{name} {table.columns[column]}: ")
    return lines


def _row_in_front(table: PageTable) -> Lines:
    """Write the row's header once, then each cell after its column's."""
    lines = Lines()
    for number, (name, *values) in enumerate(table.cells):
        lines.add(number, 0, name, "\n" if number else "")
        for column, value in enumerate(values, 1):
            before = " " if column == 1 else _BETWEEN
            lines.add(number, column, value, f"{before}{table.columns[column]}: ")
    return lines


def _line_a_cell(table: PageTable) -> Lines:
    """Write a line for each cell, with both headers."""
    lines = Lines()
    for number, (name, *values) in enumerate(table.cells):
        for column, value in enumerate(values, 1):
            if column == 1:
                lines.add(number, 0, name, "\n" if number else "")
                lines.add(number, column, value, f" {table.columns[column]}: ")
            else:
                lines.add(number, column, value, f"\n{name} {table.columns[column]}: ")
    return lines


def swapped(table: PageTable, corner: str) -> PageTable:
    """Return the table with rows and columns exchanged.

    Args:
        table: With a first column of names.
        corner: What the new first column is called.
    """
    names: Sequence[str] = [row[0] for row in table.cells]
    cells = tuple(
        (table.columns[column], *(row[column] for row in table.cells))
        for column in range(1, len(table.columns))
    )
    return PageTable((corner, *names), cells)


def before_each(count: int, random: Random, bullets: Sequence[str]) -> list[str]:
    """Return line ends, numbers or bullets before each part, or blanks in running text."""
    way = random.random()
    bullet = random.choice(bullets)
    befores = []
    for number in range(count):
        start = "" if number == 0 else "\n"
        if way < 0.45:
            befores.append("" if number == 0 else random.choice([" ", " ", "\n"]))
        elif way < 0.65:
            befores.append(start)
        elif way < 0.85:
            befores.append(f"{start}{bullet}")
        else:
            befores.append(f"{start}{number + 1}. ")
    return befores
