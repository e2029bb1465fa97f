"""Slides (.pptx) -> blocks with their slide's number, by python-pptx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame

from bot.domain.errors import DamagedDocumentError
from bot.domain.source.blocks import Extracted, Kind
from bot.sources.extract.lines import tidy
from bot.sources.extract.office.opc import parse
from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import Cell, joined
from bot.sources.extract.writer import BlockWriter

_AROUND = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER)
_DIAGRAM = "/diagramData"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def extract_slides(body: bytes) -> Extracted:
    """Read the slides that are shown: titles, texts, tables, charts and notes.

    Raises:
        DamagedDocumentError: They cannot be opened.
    """
    try:
        presentation = Presentation(io.BytesIO(body))
    except (PythonPptxError, KeyError, ValueError, AttributeError) as error:
        raise DamagedDocumentError from error
    writer = BlockWriter()
    for number, slide in enumerate(presentation.slides, 1):
        if slide.element.get("show") not in ("0", "false"):
            _write_slide(writer, slide, number)
    title = tidy(presentation.core_properties.title or "")
    return Extracted(writer.text(), writer.blocks(), title=title or None, paged="slide")


def _write_slide(writer: BlockWriter, slide: Slide, number: int) -> None:
    title = slide.shapes.title
    if title is not None:
        writer.add("heading", tidy(title.text_frame.text), level=1, page=number)
    for shape in _flat(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if isinstance(shape, SlidePlaceholder) and shape.placeholder_format.type in _AROUND:
            continue
        if isinstance(shape, Shape):
            _write_text(writer, shape.text_frame, number)
        elif isinstance(shape, GraphicFrame):
            _write_frame(writer, shape, number)
    for relation in slide.part.rels.values():
        if relation.reltype.endswith(_DIAGRAM):
            for paragraph in parse(relation.target_part.blob).iter(f"{_A}p"):
                text = "".join(run.text or "" for run in paragraph.iter(f"{_A}t"))
                writer.add("item", tidy(text), page=number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        _write_text(writer, slide.notes_slide.notes_text_frame, number)


def _flat(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _write_text(writer: BlockWriter, frame: TextFrame, number: int) -> None:
    for paragraph in frame.paragraphs:
        kind: Kind = "item" if paragraph.level else "paragraph"
        writer.add(kind, tidy(paragraph.text), page=number)


def _write_frame(writer: BlockWriter, frame: GraphicFrame, number: int) -> None:
    lines: list[list[Cell]] = []
    if frame.has_table:
        lines = _table(frame.table)
    elif frame.has_chart:
        if frame.chart.has_title:
            writer.add("caption", tidy(frame.chart.chart_title.text_frame.text), page=number)
        lines = _chart(frame.chart)
    for row in joined(with_headers(lines)):
        writer.add_row(row, page=number)


def _table(table: Table) -> list[list[Cell]]:
    return [
        [
            Cell(
                tidy(cell.text),
                is_header=(index == 0 and table.first_row),
                columns=cell.span_width if cell.is_merge_origin else 1,
                rows=cell.span_height if cell.is_merge_origin else 1,
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
        for index, row in enumerate(table.rows)
    ]


def _chart(chart: Chart) -> list[list[Cell]]:
    """Return what a chart draws as a table: a row a category, a column a series."""
    plots = list(chart.plots)
    if not plots:
        return []
    categories = [str(category) for category in plots[0].categories]
    series = [one for plot in plots for one in plot.series]
    lines = [[Cell("", True), *(Cell(tidy(one.name), True) for one in series)]]
    for index, category in enumerate(categories):
        values = [one.values[index] if index < len(one.values) else None for one in series]
        cells = [Cell("" if value is None else f"{value:.15g}") for value in values]
        lines.append([Cell(tidy(category)), *cells])
    return lines
