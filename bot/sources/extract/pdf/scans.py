"""Scanned PDF -> what Tesseract reads on its pages, page by page.

The extra `ocr` brings the package that runs Tesseract; the program itself and its languages come
from the system (Debian: tesseract-ocr, tesseract-ocr-kor).
"""

from __future__ import annotations

import os
import time

import pypdfium2 as pdfium

from bot.domain.errors import DamagedDocumentError, ScannedDocumentError, ScanTooLongError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.lines import tidy
from bot.sources.extract.writer import BlockWriter

_LANGUAGES = ("kor", "eng", "jpn")
# Tesseract's own advice is 300 dots an inch; 200 read as well, and cost half the time.
_DOTS_PER_INCH, _POINTS_PER_INCH = 200, 72
# Of a page's longer side: posters are read less sharply.
_MOST_PIXELS = 4_000


def recognize_pdf(body: bytes, most_pages: int, seconds: float) -> Extracted:
    """Read a PDF of pictures: a paragraph for each that Tesseract parts by an empty line.

    Args:
        body: The PDF.
        most_pages: A longer one is refused: half of it would be taken for all.
        seconds: For all pages together, by the clock.

    Raises:
        BotError: ScanTooLong, ScannedDocument (there is nothing to read, or no time), Damaged.
    """
    import pytesseract

    # One thread: two pages are not read at once, and threads of one page hinder each other.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    end = time.monotonic() + seconds
    languages = "+".join(name for name in _LANGUAGES if name in pytesseract.get_languages())
    writer = BlockWriter()
    try:
        document = pdfium.PdfDocument(body)
        if len(document) > most_pages:
            raise ScanTooLongError(limit=most_pages)
        for number, page in enumerate(document, 1):
            left = end - time.monotonic()
            if left <= 0:
                raise ScannedDocumentError
            scale = min(
                _DOTS_PER_INCH / _POINTS_PER_INCH, _MOST_PIXELS / max(1.0, *page.get_size())
            )
            picture = page.render(scale=scale, grayscale=True).to_pil()
            text = pytesseract.image_to_string(picture, lang=languages, timeout=left)
            for paragraph in text.split("\n\n"):
                writer.add("paragraph", tidy(paragraph), page=number)
    except pdfium.PdfiumError as error:
        raise DamagedDocumentError from error
    except RuntimeError as error:  # what pytesseract raises when the time is over
        raise ScannedDocumentError from error
    if not len(writer):
        raise ScannedDocumentError
    return Extracted(writer.text(), writer.blocks())
