"""PDF -> paragraphs with their page numbers, by PDFium."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.domain.errors import (
    DamagedDocumentError,
    LockedDocumentError,
    ScannedDocumentError,
    TextTooLongError,
)
from bot.domain.question import MAX_TEXT_CHARACTERS
from bot.domain.source.blocks import Extracted, Kind
from bot.sources.extract.pdf.forms import filled, with_filled
from bot.sources.extract.pdf.layout import laid_out
from bot.sources.extract.pdf.lines import Line, clean, read_lines
from bot.sources.extract.pdf.margins import without_repeated
from bot.sources.extract.pdf.paragraphs import Joiner, body_size
from bot.sources.extract.pdf.sheets import ParagraphPart, parted
from bot.sources.extract.writer import BlockWriter

_LEAST_LETTERS = 20
"""A page with fewer letters and a picture is taken to be scanned."""

# Of so many letters of a page, this share without a meaning: its fonts do not say what they show.
_LOOKED_AT = 300
_MOST_UNMAPPED = 0.5
_LARGER = 1.3
_LONGEST_HEADING = 100


def extract_pdf(body: bytes) -> Extracted:
    """Read a PDF's text layer, and what is filled into its forms.

    Raises:
        BotError: LockedDocument (it asks for a password), ScannedDocument (pictures of text, or
            a text layer that is no text), DamagedDocument or TextTooLong.
    """
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise (LockedDocumentError if locked else DamagedDocumentError) from error
    try:
        return _read(document)
    except pdfium.PdfiumError as error:
        raise DamagedDocumentError from error
    finally:
        document.close()


def _read(document: pdfium.PdfDocument) -> Extracted:
    document.init_forms()
    pages: list[list[Line]] = []
    letters = length = 0
    scanned = False
    for page in document:
        text_page = page.get_textpage()
        text, lines = read_lines(text_page)
        length += len(text)
        if length > 2 * MAX_TEXT_CHARACTERS:
            raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
        if _is_no_text(text_page):
            scanned, lines = True, []
        found = sum(sum(map(str.isalpha, line.text)) for line in lines)
        if found < _LEAST_LETTERS:
            scanned |= any(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        letters += found
        pages.append(with_filled(lines, filled(page, document.formenv), text_page))
        text_page.close()
        page.close()
    if scanned and letters < _LEAST_LETTERS * len(pages):
        raise ScannedDocumentError
    return _put_together(document, list(map(laid_out, without_repeated(pages))))


def _is_no_text(page: pdfium.PdfTextPage) -> bool:
    """Tell whether most letters have no meaning: a font without a map to Unicode."""
    count = page.count_chars()
    step = max(1, count // _LOOKED_AT)
    looked = range(0, count, step)
    unmapped = sum(pdfium_c.FPDFText_HasUnicodeMapError(page.raw, index) == 1 for index in looked)
    return bool(count >= _LEAST_LETTERS and unmapped > _MOST_UNMAPPED * len(looked))


def _put_together(document: pdfium.PdfDocument, pages: Sequence[list[Line]]) -> Extracted:
    outline = _outline(document)
    usual = body_size(pages)
    writer = BlockWriter()
    for paragraph in Joiner(pages, outline).paragraphs():
        if paragraph.last.row is not None:
            writer.add_row(paragraph.last.row, page=paragraph.page)
            continue
        for part in parted(paragraph):
            level = _level(part, paragraph.size, outline, usual)
            turn = (len(clean(part.text[: part.turn[0]])), part.turn[1]) if part.turn else None
            kind: Kind = "heading" if level else "paragraph"
            writer.add(kind, clean(part.text), level=level, page=part.page, turn=turn)
    title = clean(document.get_metadata_value("Title"))
    return Extracted(writer.text(), writer.blocks(), title=title or None)


def _level(
    part: ParagraphPart, size: float, outline: dict[tuple[int, str], int], usual: float
) -> int:
    """Return a heading's level, as the outline says or by its size; 0 for none."""
    level = outline.get((part.page, "".join(part.text.split())), 0)
    if level or outline or len(part.text) > _LONGEST_HEADING:
        return level
    return 2 if size > _LARGER * usual else 0


def _outline(document: pdfium.PdfDocument) -> dict[tuple[int, str], int]:
    """Return the level of each heading in the outline, by its page and its words."""
    found = {}
    for bookmark in document.get_toc():
        destination = bookmark.get_dest()
        index = destination.get_index() if destination else None
        if index is not None:
            name = "".join(bookmark.get_title().split())
            found[index + 1, name] = min(bookmark.level + 1, 6)
    return found
