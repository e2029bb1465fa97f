"""Archives of XML: which document one is, by what is in it, whatever it is called."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from lxml import etree

from bot.domain.errors import DamagedDocumentError, LockedDocumentError, NotTextError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.office.book import extract_book
from bot.sources.extract.office.hangul import extract_hangul
from bot.sources.extract.office.word import extract_word

_MOST_UNPACKED = 100_000_000
_MOST_PARTS = 20_000
_IS_ENCRYPTED = 1

# Their libraries take half a second and 25 MB, which pages need not wait for.


def _extract_workbook(body: bytes) -> Extracted:
    from bot.sources.extract.spreadsheets.workbook import extract_workbook

    return extract_workbook(body)


def _extract_slides(body: bytes) -> Extracted:
    from bot.sources.extract.office.slides import extract_slides

    return extract_slides(body)


_FORMATS: tuple[tuple[re.Pattern[str], Callable[[bytes], Extracted]], ...] = (
    (re.compile(r"Contents/section\d+\.xml"), extract_hangul),
    (re.compile(r"xl/.+"), _extract_workbook),
    (re.compile(r"ppt/.+"), _extract_slides),
    (re.compile(r"word/.+"), extract_word),
    (re.compile(r"META-INF/container\.xml"), extract_book),
)


def extract_package(body: bytes) -> Extracted:
    """Read a Word, Hangul, Excel, PowerPoint or EPUB file.

    Raises:
        BotError: NotText (another kind of archive), LockedDocument, DamagedDocument (it cannot
            be unpacked or parsed, or unpacks to too much), TextTooLong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DamagedDocumentError from error
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise DamagedDocumentError
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise LockedDocumentError
    names = [entry.filename for entry in entries]
    for pattern, extract in _FORMATS:
        if any(map(pattern.fullmatch, names)):
            try:
                return extract(body)
            except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError) as error:
                raise DamagedDocumentError from error
    raise NotTextError
