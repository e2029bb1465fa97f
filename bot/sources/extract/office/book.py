"""Books (.epub; EPUB 3 and 2) -> the blocks of their chapters, in the order of the spine."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from bot.domain.errors import LockedDocumentError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.charset import decode
from bot.sources.extract.html.page import extract_content
from bot.sources.extract.lines import tidy
from bot.sources.extract.office.opc import Package
from bot.sources.extract.writer import concatenated

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Only fonts are changed by these, and anyone can undo that.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def extract_book(body: bytes) -> Extracted:
    """Read a book.

    Raises:
        LockedDocumentError: Its text is encrypted.
        KeyError: A part that it must have is missing.
        lxml.etree.XMLSyntaxError: A part of it is no XML.
    """
    package = Package(body)
    container, encryption = package.xml(_CONTAINER), package.xml(_ENCRYPTION)
    methods = [] if encryption is None else encryption.iterfind(".//{*}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise LockedDocumentError
    root = None if container is None else container.find(".//{*}rootfile")
    name = "" if root is None else root.get("full-path", "")
    book = package.xml(name)
    if book is None:
        raise KeyError(name)
    targets = {item.get("id"): item.get("href", "") for item in book.iterfind(".//{*}item")}
    chapters: list[Extracted] = []
    for reference in book.iterfind(".//{*}itemref"):
        target = unquote(targets.get(reference.get("idref"), "")).partition("#")[0]
        chapter = package.read(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
        if chapter:
            chapters.append(extract_content(decode(chapter, "")))
    page = concatenated(chapters)
    about = {part: tidy(book.findtext(f".//{{*}}{part}") or "") for part in ("title", "language")}
    return Extracted(
        page.text, page.blocks, title=about["title"] or None, language=about["language"] or None
    )
