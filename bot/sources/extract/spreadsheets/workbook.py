"""Spreadsheets (.xlsx, .xlsm) -> the tables of their sheets, by openpyxl."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as Shown
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.errors import DamagedDocumentError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.lines import tidy
from bot.sources.extract.spreadsheets.numbers import shown
from bot.sources.extract.spreadsheets.sheet import GridRow, write_sheet
from bot.sources.extract.tables.rows import MOST_COLUMNS, Cell
from bot.sources.extract.writer import BlockWriter

# More than that is not on its way to a reader, and a single cell far below is none of a table.
_MOST_CELLS = 500_000


def extract_workbook(body: bytes) -> Extracted:
    """Read what is shown of a workbook: a heading a sheet, and its tables.

    Raises:
        DamagedDocumentError: It cannot be opened.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            workbook = load_workbook(io.BytesIO(body), data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise DamagedDocumentError from error
    writer = BlockWriter()
    for sheet in workbook.worksheets:
        lines = list(_lines(sheet)) if sheet.sheet_state == "visible" else []
        if any(line.cells for line in lines):
            writer.add("heading", tidy(sheet.title), level=1)
            write_sheet(writer, lines)
    title = tidy(workbook.properties.title or "")
    return Extracted(writer.text(), writer.blocks(), title=title or None)


def _lines(sheet: Worksheet) -> Iterator[GridRow]:
    """Yield the rows that are shown; hidden columns leave no gap."""
    width = min(sheet.max_column, MOST_COLUMNS)
    hidden = _hidden_columns(sheet)
    places: dict[int, int] = {}
    for column in range(width):
        if column not in hidden:
            places[column] = len(places)
    covered: dict[int, set[int]] = {}
    merged = {(area.min_row, area.min_col - 1): area for area in sheet.merged_cells.ranges}
    last = min(sheet.max_row, _MOST_CELLS // width)
    for number, row in enumerate(sheet.iter_rows(max_col=width, max_row=last), 1):
        if _is_hidden(sheet, number):
            continue
        line = GridRow(number, {}, covered.get(number, set()))
        for column, cell in enumerate(row):
            text = "" if column in hidden else tidy(shown(cell.value, cell.number_format))
            if not text:
                continue
            columns = rows = 1
            if area := merged.get((number, column)):
                across = {places[c] for c in range(column, min(area.max_col, width)) if c in places}
                down = range(number, min(area.max_row, last) + 1)
                columns, rows = len(across), sum(not _is_hidden(sheet, r) for r in down)
                for below in down:
                    covered.setdefault(below, set()).update(across - {places[column]})
                for below in down[1:]:
                    covered[below].add(places[column])
                line.covered = covered[number]
            line.cells[places[column]] = Cell(
                text, columns=columns, rows=rows, is_strong=_is_strong(cell)
            )
        yield line


def _is_hidden(sheet: Worksheet, number: int) -> bool:
    return number in sheet.row_dimensions and bool(sheet.row_dimensions[number].hidden)


def _hidden_columns(sheet: Worksheet) -> set[int]:
    return {
        index
        for column in sheet.column_dimensions.values()
        if column.hidden
        for index in range((column.min or 1) - 1, min(column.max or 1, MOST_COLUMNS))
    }


def _is_strong(cell: Shown | MergedCell) -> bool:
    return bool(cell.has_style and (cell.font.b or cell.fill.fill_type == "solid"))
