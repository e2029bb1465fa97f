"""Documents of each format that hold one text, given whole or a word in each part."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from openpyxl import Workbook

from bot.sources.extract.extract import extract
from tests.bot.sources.extract.documents import archive, hwpx, set_pdf, word

_PART = 10
_LINE = 80
_SCHEMAS = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"


def _word(parts: list[str]) -> bytes:
    return word("".join(f"<w:p><w:r><w:t>{escape(part)}</w:t></w:r></w:p>" for part in parts))


def _hangul(parts: list[str]) -> bytes:
    body = "".join(f"<hp:p><hp:run><hp:t>{escape(part)}</hp:t></hp:run></hp:p>" for part in parts)
    return hwpx([body])


def _slides(parts: list[str]) -> bytes:
    """Return a deck of one slide and nothing else: a master takes longer to read than a text."""
    texts = "".join(f"<a:p><a:r><a:t>{escape(part)}</a:t></a:r></a:p>" for part in parts)
    names = (
        f'xmlns:a="{_SCHEMAS}/drawingml/2006/main" xmlns:r="{_OFFICE}"'
        f' xmlns:p="{_SCHEMAS}/presentationml/2006/main"'
    )
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default'
            ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
            f'+xml"/><Default Extension="xml" ContentType="{kind}.slide+xml"/><Override'
            f' PartName="/ppt/presentation.xml" ContentType="{kind}.presentation.main+xml"/>'
            "</Types>",
            "_rels/.rels": f'{relations} Type="{_OFFICE}/officeDocument"'
            ' Target="ppt/presentation.xml"/></Relationships>',
            "ppt/presentation.xml": f"<p:presentation {names}><p:sldIdLst>"
            '<p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f'{relations} Type="{_OFFICE}/slide"'
            ' Target="slide.xml"/></Relationships>',
            "ppt/slide.xml": f"<p:sld {names}><p:cSld><p:spTree><p:sp><p:nvSpPr>"
            '<p:cNvPr id="2" name=""/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody>'
            f"<a:bodyPr/>{texts}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
        }
    )


def _workbook(parts: list[str]) -> bytes:
    workbook = Workbook()
    for at in range(0, len(parts), 5):
        workbook.active.append([part.lstrip("=") for part in parts[at : at + 5]])
    return _saved(workbook)


def _book(parts: list[str]) -> bytes:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="a.opf"/></rootfiles></container>'
    )
    page = "".join(f"<p>{escape(part)}</p>" for part in parts)
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "a.opf": opf,
            "a.xhtml": f"<html><body>{page}</body></html>",
        }
    )


def _pdf(parts: list[str]) -> bytes:
    lines = [part[at : at + _LINE] for part in parts for at in range(0, len(part), _LINE)]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    return set_pdf([[(72, 700 - 12 * n, line) for n, line in enumerate(page)] for page in pages])


def _data(parts: list[str]) -> bytes:
    article = json.dumps({"@type": "Article", "articleBody": "\n".join(parts)})
    return f'<script type="application/ld+json">{article}</script>'.encode("utf-8", "replace")


def _saved(document: Workbook) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_FORMATS: Mapping[str, tuple[Callable[[list[str]], bytes], str]] = {
    "a Word document": (_word, "a.docx"),
    "a Hangul document": (_hangul, "a.hwpx"),
    "slides": (_slides, "a.pptx"),
    "a workbook": (_workbook, "a.xlsx"),
    "a book": (_book, "a.epub"),
    "a PDF": (_pdf, "a.pdf"),
    "a page of data": (_data, "a.html"),
}


def _reading(make: Callable[[list[str]], bytes], name: str, size: int) -> Callable[[str], object]:
    def read(text: str) -> object:
        length = size or len(text)
        parts = [text[at : at + length] for at in range(0, len(text), length)]
        return extract(make(parts), "", name)

    return read


READING: Mapping[str, Callable[[str], object]] = {
    f"{what}{how}": _reading(make, name, size)
    for what, (make, name) in _FORMATS.items()
    for how, size in ((" of one part", 0), (" of many parts", _PART))
}
"""Reads a document of each format that holds a text."""
