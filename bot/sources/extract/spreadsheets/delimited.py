"""CSV, and its kin with tabs, semicolons or bars -> the rows of its table. Pure."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bot.domain.source.blocks import Extracted
from bot.sources.extract.lines import tidy
from bot.sources.extract.spreadsheets.sheet import GridRow, write_sheet
from bot.sources.extract.tables.rows import MOST_COLUMNS, Cell
from bot.sources.extract.writer import BlockWriter

_DELIMITERS = ",\t;|"
_LOOKED_AT = 50
_DECLARES = "sep="


def extract_delimited(text: str) -> Extracted:
    """Read a table; what is none stays as it is."""
    lines = text.split("\n")
    delimiter = None
    # Excel is told the delimiter so.
    if lines[0].lower().startswith(_DECLARES) and len(lines[0].strip()) == len(_DECLARES) + 1:
        delimiter = lines[0].strip()[-1]
        text = text[len(lines[0]) + 1 :]
    delimiter = delimiter or _delimiter(text)
    try:
        rows = list(_rows(text, delimiter)) if delimiter else []
    except csv.Error:
        rows = []
    if not rows:
        return Extracted(text, ())
    writer = BlockWriter()
    write_sheet(writer, rows)
    return Extracted(writer.text(), writer.blocks())


def _rows(text: str, delimiter: str) -> Iterator[GridRow]:
    for number, row in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=delimiter)):
        cells = enumerate(map(tidy, row[:MOST_COLUMNS]))
        yield GridRow(number + 1, {column: Cell(cell) for column, cell in cells if cell})


def _delimiter(text: str) -> str | None:
    """Return what parts most of the first rows into the same number of cells, more than one."""
    best: tuple[int, int] = (0, 0)
    found = None
    sample = text[: 1 << 16].splitlines(keepends=True)
    for delimiter in _DELIMITERS:
        try:
            rows = list(islice(csv.reader(sample, delimiter=delimiter), _LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        if (count, width) > best and 2 * count > len(list(filter(None, rows))):
            best, found = (count, width), delimiter
    return found
