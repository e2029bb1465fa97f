"""Word (.docx) and Hangul (.hwpx) documents -> blocks, by way of HTML.

Both are archives of XML. Older binary formats (.doc, .hwp) are not read.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

import mammoth
from lxml import etree

from bot.domain.blocks import Extracted
from bot.domain.errors import DamagedDocumentError, NotTextError
from bot.sources.extract.html.page import extract_content

_WORD = "word/document.xml"
_HANGUL = re.compile(r"Contents/section(\d{1,4})\.xml")
_MOST_UNPACKED = 100_000_000
_TAGS = {"p": "p", "tbl": "table", "tr": "tr", "lineBreak": "br", "tab": "span"}


def extract_office(body: bytes) -> Extracted:
    """Read a document by what is in it, whatever it is called.

    Raises:
        NotTextError: It is another kind of archive.
        DamagedDocumentError: It cannot be unpacked or parsed, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
                raise DamagedDocumentError
            names = archive.namelist()
            if _WORD in names:
                return extract_content(mammoth.convert_to_html(io.BytesIO(body)).value)
            found = sorted((int(m[1]), m[0]) for m in map(_HANGUL.fullmatch, names) if m)
            pages = "".join(_hangul(archive.read(name)) for _, name in found)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError) as error:
        raise DamagedDocumentError from error
    if not found:
        raise NotTextError
    return extract_content(pages)


def _hangul(section: bytes) -> str:
    """Return a section of a HWPX file (OWPML, KS X 6101) as HTML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return "".join(_markup(etree.fromstring(section, parser)))


def _markup(element: etree._Element) -> Iterator[str]:
    """Yield an element as HTML, not deeper than the parser's limit of 256 levels."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if name == "t":
        yield html.escape("".join(map(str, element.itertext())))
        return
    tag, attributes = _TAGS.get(name), ""
    if name == "tc":
        tag = "th" if element.get("header") == "1" else "td"
        for span in element.iterchildren("{*}cellSpan"):
            attributes = f' colspan="{span.get("colSpan")}" rowspan="{span.get("rowSpan")}"'
    if tag:
        yield f"<{tag}{attributes}>"
    for child in element:
        yield from _markup(child)
    if tag and tag != "br":
        yield f"</{tag}>"
