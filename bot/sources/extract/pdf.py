"""PDF -> paragraphs with their page numbers, by PDFium."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import regex

from bot.domain.blocks import Extracted
from bot.domain.errors import (
    DamagedDocumentError,
    LockedDocumentError,
    ScannedDocumentError,
    TextTooLongError,
)
from bot.domain.question import MAX_TEXT_CHARACTERS
from bot.sources.extract.html.nodes import tidy
from bot.sources.extract.lines import width
from bot.sources.extract.writer import Writer

_LEAST_LETTERS = 20
"""A page with fewer letters and a picture is taken to be scanned."""

# A line that reaches this share of the usual width goes on in the next one, if it does not end
# with a sentence well before the margin.
_FULL = 0.75
_FULL_STOP = 1.2
_USUAL = 0.9
_SENTENCE_END = regex.compile(r"[.!?。:]['\"”’)\]]*$")
_HYPHENATED = regex.compile(r"[\x02\ufffe\u00ad]$|(?<=\p{Ll})-$")
_UNUSABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENDS_HANGUL = regex.compile(r"\p{Hangul}$|\d$")
_STARTS_HANGUL = regex.compile(r"\p{Hangul}")
# What no word starts with: a line that does shows that words are cut where lines end.
_CUT_WORD = regex.compile(r"(?:[은는을를의와과며]|에서?|으로|[가-힣]?니?다[.,]|[며고],)(?:\s|$)")
_LEAST_CUT = 0.02


def extract_pdf(body: bytes) -> Extracted:
    """Read a PDF's text layer.

    Raises:
        BotError: LockedDocument (it asks for a password), ScannedDocument (pictures of text),
            DamagedDocument or TextTooLong.
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
    pages: list[list[str]] = []
    length = 0
    scanned = False
    for page in document:
        text = page.get_textpage().get_text_range(errors="ignore")
        pages.append(text.splitlines())
        length += len(text)
        if length > 2 * MAX_TEXT_CHARACTERS:
            raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
        if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
            scanned |= any(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        page.close()
    if scanned and sum(map(str.isalpha, "".join(map("".join, pages)))) < _LEAST_LETTERS * len(
        pages
    ):
        raise ScannedDocumentError
    return _put_together(document, pages)


def _put_together(document: pdfium.PdfDocument, pages: Sequence[Sequence[str]]) -> Extracted:
    headings = _headings(document)
    every_line = [line for lines in pages for line in lines]
    cuts_words = _cuts_words(every_line)
    widths = sorted(map(width, every_line)) or [0]
    full = _FULL * widths[int(_USUAL * (len(widths) - 1))]
    writer = Writer()
    for number, lines in enumerate(pages, 1):
        paragraph = ""
        for line in lines:
            level = headings.get((number, "".join(line.split())), 0)
            if level:
                writer.add("paragraph", _clean(paragraph), page=number)
                writer.add("heading", _clean(line), level=level, page=number)
                paragraph = ""
                continue
            paragraph = _joined(paragraph, line, cuts_words=cuts_words)
            reach = width(line)
            if reach < full or (reach < full * _FULL_STOP and _SENTENCE_END.search(line.rstrip())):
                writer.add("paragraph", _clean(paragraph), page=number)
                paragraph = ""
        writer.add("paragraph", _clean(paragraph), page=number)
    title = _clean(document.get_metadata_value("Title"))
    return Extracted(writer.text(), writer.blocks(), title=title or None)


def _clean(text: str) -> str:
    return tidy(_UNUSABLE.sub("", text))


def _headings(document: pdfium.PdfDocument) -> dict[tuple[int, str], int]:
    """Return the level of each heading in the outline, by its page and its words."""
    found = {}
    for bookmark in document.get_toc():
        destination = bookmark.get_dest()
        index = destination.get_index() if destination else None
        if index is not None:
            name = "".join(bookmark.get_title().split())
            found[index + 1, name] = min(bookmark.level + 1, 6)
    return found


def _joined(before: str, line: str, *, cuts_words: bool) -> str:
    if _HYPHENATED.search(before):
        return _HYPHENATED.sub("", before) + line
    if cuts_words and _ENDS_HANGUL.search(before) and _STARTS_HANGUL.match(line):
        return before + line
    return f"{before} {line}"


def _cuts_words(lines: Sequence[str]) -> bool:
    """Tell whether lines end in the middle of words, as Hangul word processors set them."""
    korean = [line for line in lines if _STARTS_HANGUL.match(line)]
    return sum(bool(_CUT_WORD.match(line)) for line in korean) > _LEAST_CUT * len(korean)
