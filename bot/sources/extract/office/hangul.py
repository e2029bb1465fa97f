"""Hangul documents (.hwpx; OWPML, KS X 6101) -> HTML of what is shown, and so to blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from bot.domain.errors import LockedDocumentError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.html.page import extract_content
from bot.sources.extract.lines import tidy
from bot.sources.extract.office.numbering import Level, List, Numbering
from bot.sources.extract.office.opc import Package, local, parse

_SECTION = re.compile(r"Contents/section(\d{1,4})\.xml")
_HEAD = "Contents/header.xml"
_ABOUT = "Contents/content.hpf"
_MANIFEST = "META-INF/manifest.xml"
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")
_NOT_SHOWN = frozenset("secPr hiddenComment parameters shapeComment linesegarray".split())
# What stands beside a paragraph, or would cut its sentence.
_FLOATING = frozenset("tbl footNote endNote header footer drawText caption".split())
_LETTERS = {"tab": " ", "lineBreak": "<br>", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_FORMATS = {
    "HANGUL_SYLLABLE": "ganada",
    "HANGUL_JAMO": "chosung",
    "HANGUL_PHONETIC": "koreanDigital",
    "CIRCLED_DIGIT": "decimalEnclosedCircle",
    "ROMAN_CAPITAL": "upperRoman",
    "ROMAN_SMALL": "lowerRoman",
    "LATIN_CAPITAL": "upperLetter",
    "LATIN_SMALL": "lowerLetter",
    "IDEOGRAPH": "ideographDigital",
}
_PLACE = re.compile(r"\^(\d)")


def extract_hangul(body: bytes) -> Extracted:
    """Read a Hangul document.

    Raises:
        LockedDocumentError: It asks for a password.
        zipfile.BadZipFile: It is no archive.
        lxml.etree.XMLSyntaxError: A part of it is no XML.
    """
    package = Package(body)
    numbered = ((int(match[1]), match[0]) for match in map(_SECTION.fullmatch, package) if match)
    sections = [package.read(name) or b"" for _, name in sorted(numbered)]
    manifest = package.xml(_MANIFEST)
    # A part that is encrypted is no longer XML, whatever the manifest says of it.
    if (manifest is not None and manifest.find(".//{*}encryption-data") is not None) or not all(
        section.lstrip().startswith(_XML_STARTS) for section in sections
    ):
        raise LockedDocumentError
    document = _Document(package.xml(_HEAD))
    made = (document.markup(parse(section)) for section in sections)
    page = extract_content("".join(part for section in made for part in section))
    about = package.xml(_ABOUT)
    title = None if about is None else about.findtext(".//{*}title")
    return replace(page, title=tidy(title or "") or None)


class _Document:
    """Walks through a document's sections, with what its head says of paragraphs and cells."""

    def __init__(self, head: etree._Element | None) -> None:
        self._lists: dict[str, tuple[str, int]] = {}
        self._shaded: set[str] = set()
        self._bold: set[str] = set()
        self._numbering = Numbering({})
        self._around: set[str] = set()
        self._floating: list[etree._Element] = []
        self._is_deleted = False
        if head is not None:
            self._read(head)

    def markup(self, section: etree._Element) -> Iterator[str]:
        """Yield a section as HTML."""
        yield from self._blocks(section)

    def _read(self, head: etree._Element) -> None:
        for properties in head.iterfind(".//{*}paraPr"):
            heading = properties.find("{*}heading")
            if heading is not None and heading.get("type", "NONE") != "NONE":
                kind = f"{heading.get('type')} {heading.get('idRef')}"
                level = heading.get("level", "0")
                self._lists[properties.get("id", "")] = kind, int(level)
        for fill in head.iterfind(".//{*}borderFill"):
            brush = fill.find(".//{*}winBrush")
            colour = "none" if brush is None else brush.get("faceColor", "none")
            if colour.lower() not in ("none", "#ffffff"):
                self._shaded.add(fill.get("id", ""))
        for letters in head.iterfind(".//{*}charPr"):
            if letters.find("{*}bold") is not None:
                self._bold.add(letters.get("id", ""))
        lists = {
            f"NUMBER {numbers.get('id')}": List(
                f"numbers {numbers.get('id')}",
                {int(part.get("level", "1")) - 1: _level(part) for part in numbers},
            )
            for numbers in head.iterfind(".//{*}numbering")
        }
        for name, _ in self._lists.values():
            if name.startswith("BULLET"):
                lists[name] = List(name, dict.fromkeys(range(10), Level(1, "bullet", "")))
        self._numbering = Numbering(lists)

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            match local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case "header" | "footer":
                    yield from self._once(element)
                case name if name not in _NOT_SHOWN:
                    yield from self._blocks(element)

    def _paragraph(self, element: etree._Element) -> Iterator[str]:
        outer, self._floating = self._floating, []
        text = "".join(self._inline(element))
        floating, self._floating = self._floating, outer
        list_name, level = self._lists.get(element.get("paraPrIDRef", ""), ("", 0))
        number = self._numbering.number(list_name, level) if text.strip() else None
        if text.strip() or not floating:
            tag = "p" if number is None else "li"
            yield f"<{tag}>{html.escape(number or '')} {text}</{tag}>"
        for part in floating:
            match local(part):
                case "tbl":
                    yield from self._table(part)
                case "header" | "footer":
                    yield from self._once(part)
                case _:
                    yield from self._blocks(part)

    def _once(self, element: etree._Element) -> Iterator[str]:
        """Return a header or a footer, unless another section has the same."""
        made = "".join(self._blocks_of(element))
        if made not in self._around:
            self._around.add(made)
            yield made

    def _blocks_of(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            yield from self._blocks(child)

    def _inline(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name in _FLOATING:
                self._floating.append(element)
            elif name in _NOT_SHOWN:
                continue
            elif name == "run":
                bold = element.get("charPrIDRef") in self._bold
                text = "".join(self._inline(element))
                yield f"<b>{text}</b>" if bold and text.strip() else text
            elif name == "t":
                yield from self._text(element)
            elif name == "equation":
                yield f" {html.escape(element.findtext('{*}script') or '')} "
            elif name == "dutmal":
                reading = element.findtext("{*}subText") or ""
                base = element.findtext("{*}mainText") or ""
                yield html.escape(f"{base}({reading})" if reading else base)
            elif name == "compose":
                yield html.escape(element.get("composeText", ""))
            elif name in ("edit", "comboBox", "listBox", "checkBtn", "radioBtn", "btn"):
                yield html.escape(_form_field(name, element))
            else:
                yield from self._inline(element)

    def _text(self, element: etree._Element) -> Iterator[str]:
        """Yield the letters of a run, but for those that a tracked change took away."""
        if not self._is_deleted:
            yield html.escape(element.text or "")
        for child in element:
            name = local(child)
            if name in ("deleteBegin", "deleteEnd"):
                self._is_deleted = name == "deleteBegin"
            elif not self._is_deleted:
                yield _LETTERS.get(name, "")
            if not self._is_deleted:
                yield html.escape(child.tail or "")

    def _table(self, table: etree._Element) -> Iterator[str]:
        outer, self._floating = self._floating, []
        yield "<table>"
        for caption in table.iterchildren("{*}caption"):
            yield f"<caption>{''.join(self._blocks_of(caption))}</caption>"
        for row in table.iterchildren("{*}tr"):
            yield "<tr>"
            for cell in row.iterchildren("{*}tc"):
                tag = "th" if cell.get("header") == "1" else "td"
                span = cell.find("{*}cellSpan")
                attributes = ""
                if span is not None:
                    columns, rows = span.get("colSpan", "1"), span.get("rowSpan", "1")
                    attributes = f' colspan="{columns}" rowspan="{rows}"'
                if cell.get("borderFillIDRef") in self._shaded:
                    attributes += ' style="background: grey"'
                yield f"<{tag}{attributes}>"
                yield from self._blocks(cell)
                yield f"</{tag}>"
            yield "</tr>"
        yield "</table>"
        self._floating = outer


def _level(part: etree._Element) -> Level:
    text = _PLACE.sub(r"%\1", part.text or "")
    form = _FORMATS.get(part.get("numFormat", ""), "decimal")
    return Level(int(part.get("start", "1")), form, text)


def _form_field(name: str, element: etree._Element) -> str:
    """Return what a field of a form shows."""
    if name == "edit":
        return element.findtext("{*}text") or ""
    if name in ("comboBox", "listBox"):
        chosen = element.get("selectedValue", "")
        items = {item.get("value"): item.get("displayText", "") for item in element}
        return items.get(chosen) or chosen
    caption = element.get("caption", "")
    if name == "btn":
        return caption
    return f" {'☑' if element.get('value') == 'CHECKED' else '☐'} {caption} "
