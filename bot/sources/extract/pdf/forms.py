"""What people fill into a PDF: the values of forms, and notes on its pages, by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.sources.extract.pdf.lines import Line

_MOST_ANNOTATIONS = 5_000
_MOST_BYTES = 200_000
_CHECKED = "☑"
_VALUES = (
    pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
    pdfium_c.FPDF_FORMFIELD_COMBOBOX,
    pdfium_c.FPDF_FORMFIELD_LISTBOX,
)
_BOXES = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)


@dataclass(frozen=True, slots=True)
class FilledField:
    """What stands in a rectangle of a page, and what a field is called; "" for a note."""

    text: str
    name: str
    left: float
    right: float
    bottom: float
    top: float


def filled(page: pdfium.PdfPage, form: pdfium.PdfFormEnv | None) -> list[FilledField]:
    """Return the values of a page's fields that are filled in, and the notes typed on it."""
    found: list[FilledField] = []
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        try:
            found += _read(annotation, form)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return found


def _read(annotation: Any, form: pdfium.PdfFormEnv | None) -> Iterator[FilledField]:
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    text = name = ""
    if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
        text = _string(pdfium_c.FPDFAnnot_GetStringValue, annotation, b"Contents")
    elif kind == pdfium_c.FPDF_ANNOT_WIDGET and form is not None:
        field = pdfium_c.FPDFAnnot_GetFormFieldType(form.raw, annotation)
        if field in _VALUES:
            text = _string(pdfium_c.FPDFAnnot_GetFormFieldValue, form.raw, annotation)
        elif field in _BOXES and pdfium_c.FPDFAnnot_IsChecked(form.raw, annotation):
            text = _CHECKED
        for called in (
            pdfium_c.FPDFAnnot_GetFormFieldAlternateName,
            pdfium_c.FPDFAnnot_GetFormFieldName,
        ):
            name = name or _string(called, form.raw, annotation)
    area = pdfium_c.FS_RECTF()
    if text.strip() and pdfium_c.FPDFAnnot_GetRect(annotation, area):
        left, right = sorted((area.left, area.right))
        bottom, top = sorted((area.bottom, area.top))
        yield FilledField(text, name, left, right, bottom, top)


def _string(read: Callable[..., int], *arguments: Any) -> str:
    size = min(read(*arguments, None, 0), _MOST_BYTES)
    buffer = ctypes.create_string_buffer(max(size, 2))
    read(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore") if size > 2 else ""


def with_filled(
    lines: list[Line], values: list[FilledField], text_page: pdfium.PdfTextPage
) -> list[Line]:
    """Return a page's lines with each value beside its label, or after the line above it."""
    for value in values:
        middle = (value.bottom + value.top) / 2
        beside = [line for line in lines if line.bottom <= middle <= line.top]
        if value.text == _CHECKED:
            labels = [line for line in beside if line.right > value.left]
        else:
            labels = [line for line in beside if line.left < value.left]
        if value.name and labels:
            _insert(min(labels, key=lambda line: abs(line.left - value.left)), value, text_page)
            continue
        label = f"{value.name}: " if value.name else ""
        above = [index for index, line in enumerate(lines) if line.bottom > middle]
        at = max(above) + 1 if above else 0
        text = " ".join((label + value.text).split())
        lines.insert(at, Line(text, value.left, value.right, value.bottom, value.top))
    return lines


def _insert(line: Line, value: FilledField, text_page: pdfium.PdfTextPage) -> None:
    """Put a value where it stands among a line's words."""
    at = len(line.text)
    count = text_page.count_chars()
    for offset in range(len(line.text)):
        if line.first + offset >= count:
            break
        if text_page.get_charbox(line.first + offset)[0] >= value.left - 1:
            at = offset
            break
    words = (line.text[:at].rstrip(), " ".join(value.text.split()), line.text[at:].lstrip())
    line.text = " ".join(filter(None, words))
    line.right = max(line.right, value.right)
    line.pieces = []
