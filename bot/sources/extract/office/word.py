"""Word documents (.docx, .docm, .dotx) -> HTML of what is shown, and so to blocks.

WordprocessingML, ECMA-376, part 1. What changes took away, what is moved elsewhere and what is
hidden is not shown; numbers, headers and footers are, although they stand elsewhere in the file.
"""

from __future__ import annotations

import email
import email.policy
import html
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from bot.domain.source.blocks import Extracted
from bot.sources.extract.charset import decode
from bot.sources.extract.html.page import extract_content
from bot.sources.extract.lines import tidy
from bot.sources.extract.office.equations import equation
from bot.sources.extract.office.numbering import Numbering, value, word_lists
from bot.sources.extract.office.opc import Package, local

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFF = ("0", "false", "off", "none")
_MOST_BASES = 20
_DEEPEST_CHUNK = 2
_NOT_SHOWN = frozenset(
    "del moveFrom delText instrText delInstrText pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr "
    "sdtEndPr ruby rt fldData softHyphen Fallback".split()
)
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF")
_LETTERS = {"tab": " ", "ptab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of a paragraph, with what it is based on."""

    level: int | None = None
    list_id: str | None = None
    list_level: int = 0
    is_hidden: bool = False


def extract_word(body: bytes) -> Extracted:
    """Read a Word document.

    Raises:
        KeyError: It has no main part.
        zipfile.BadZipFile: It is no archive.
        lxml.etree.XMLSyntaxError: A part of it is no XML.
    """
    package = Package(body)
    page = extract_content("".join(_Document(package).markup()))
    about = package.related("", "core-properties")
    title = None if about is None else about.findtext("{http://purl.org/dc/elements/1.1/}title")
    return replace(page, title=tidy(title or "") or None)


class _Document:
    """Walks through a document's parts."""

    def __init__(self, package: Package, depth: int = 0) -> None:
        self._package = package
        self._depth = depth
        self._part = package.main
        self._relations = package.relations(self._part)
        self._styles = _styles(package.related(self._part, "styles"))
        self._numbering = Numbering(word_lists(package.related(self._part, "numbering")))
        self._notes = {kind: self._read_notes(kind) for kind in _NOTES.values()}
        self._fields: list[str | None] = []
        self._floating: list[etree._Element] = []

    def markup(self) -> Iterator[str]:
        """Yield the document as HTML."""
        root = self._package.xml(self._part)
        body = None if root is None else root.find(f"{_W}body")
        if body is None:
            raise KeyError("body")
        yield from self._around(body, "header")
        yield from self._blocks(body)
        yield from self._around(body, "footer")

    def _around(self, body: etree._Element, kind: str) -> Iterator[str]:
        """Yield each different header or footer once."""
        seen = set()
        for reference in body.iter(f"{_W}{kind}Reference"):
            relation = self._relations.get(reference.get(f"{_R}id", ""))
            part = self._package.xml(relation.target) if relation else None
            made = "" if part is None else "".join(self._blocks(part))
            if made not in seen:
                seen.add(made)
                yield made

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            match local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case "altChunk":
                    yield from self._chunk(element)
                case "oMathPara":
                    yield f"<p>{html.escape(equation(element))}</p>"
                case "AlternateContent":
                    yield from self._blocks(_choice(element))
                case name if name not in _NOT_SHOWN:
                    yield from self._blocks(element)

    def _paragraph(self, element: etree._Element) -> Iterator[str]:
        # Of a field that never came to its result, nothing is known.
        self._fields = [None if field != "PAGE" else field for field in self._fields]
        properties = element.find(f"{_W}pPr")
        style = self._styles.get(_value(properties, "pStyle") or "", _Style())
        number, is_listed = self._number(properties, style)
        text = "" if style.is_hidden else "".join(self._inline(element))
        outline = _value(properties, "outlineLvl")
        level = int(outline) + 1 if outline and outline.isdecimal() else style.level
        tag = f"h{level}" if level and level <= 6 else "li" if is_listed else "p"
        floating, self._floating = self._floating, []
        if text.strip() or not floating:
            yield f"<{tag}>{html.escape(number)} {text}</{tag}>"
        # Notes and text boxes are not in the middle of a sentence.
        for part in floating:
            yield from self._blocks(part)

    def _number(self, properties: etree._Element | None, style: _Style) -> tuple[str, bool]:
        """Return a paragraph's number, and whether it is in a list."""
        own = None if properties is None else properties.find(f"{_W}numPr")
        list_id = _value(own, "numId") or style.list_id
        level = _value(own, "ilvl")
        if not list_id or list_id == "0":
            return "", False
        number = self._numbering.number(list_id, int(level) if level else style.list_level)
        return number or "", number is not None

    def _inline(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "fldChar":
                yield self._field(element)
            elif name == "instrText" and self._fields and self._fields[-1] is not None:
                self._fields[-1] += element.text or ""
            elif name in _NOT_SHOWN and name != "ruby":
                continue
            elif name == "fldSimple":
                if not _is_page_field(element.get(f"{_W}instr", "")):
                    yield from self._inline(element)
            elif name == "r":
                if not self._is_hidden(element):
                    text = "".join(self._inline(element))
                    yield f"<s>{text}</s>" if text and _is_struck(element) else text
            elif self._is_in_page_field():
                continue
            elif name == "t":
                yield html.escape(element.text or "")
            elif name in _LETTERS:
                yield _LETTERS[name]
            elif name == "sym":
                yield _symbol(element)
            elif name == "ruby":
                yield from self._ruby(element)
            elif name == "oMath":
                yield f" {html.escape(equation(element))} "
            elif name in _NOTES:
                note = self._notes[_NOTES[name]].get(element.get(f"{_W}id", ""))
                self._floating += [] if note is None else [note]
            elif name == "txbxContent":
                self._floating.append(element)
            elif name == "AlternateContent":
                yield from self._inline(_choice(element))
            elif name == "sdt":
                yield from self._control(element)
            else:
                yield from self._inline(element)

    def _control(self, element: etree._Element) -> Iterator[str]:
        """Return a content control, but for the words that ask to fill it in."""
        if element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is None:
            yield from self._inline(element)

    def _ruby(self, element: etree._Element) -> Iterator[str]:
        for base in element.iterchildren(f"{_W}rubyBase"):
            yield from self._inline(base)
        reading = "".join(text.text or "" for text in element.iterfind(f"{_W}rt//{_W}t"))
        yield f"({html.escape(reading)})" if reading else ""

    def _field(self, element: etree._Element) -> str:
        """Enter or leave a field; return what a form's field shows that has no result."""
        match element.get(f"{_W}fldCharType"):
            case "begin":
                self._fields.append("")
                return _form_field(element)
            case "separate" if self._fields:
                # From here on None, or the page's number that is not read.
                is_page = _is_page_field(self._fields[-1] or "")
                self._fields[-1] = "PAGE" if is_page else None
            case "end" if self._fields:
                self._fields.pop()
        return ""

    def _is_in_page_field(self) -> bool:
        return any(field is not None for field in self._fields)

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return False
        style = self._styles.get(_value(properties, "rStyle") or "", _Style())
        return _is_on(properties, "vanish", unless=style.is_hidden)

    def _table(self, table: etree._Element) -> Iterator[str]:
        rows = [row for row in _nested(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
        lines = [list(_placed(row)) for row in rows]
        yield "<table>"
        for index, line in enumerate(lines):
            is_header = rows[index].find(f"{_W}trPr/{_W}tblHeader") is not None
            tag = "th" if is_header else "td"
            yield "<tr>"
            for column, cell, span in line:
                if _goes_on(cell):
                    continue
                down = _rows_of(lines[index + 1 :], column)
                style = ' style="background: grey"' if _is_shaded(cell) else ""
                yield f'<{tag} colspan="{span}" rowspan="{down}"{style}>'
                yield from self._blocks(cell)
                yield f"</{tag}>"
            yield "</tr>"
        yield "</table>"

    def _chunk(self, element: etree._Element) -> Iterator[str]:
        """Text of another format that Word takes in when it opens the document."""
        relation = self._relations.get(element.get(f"{_R}id", ""))
        body = self._package.read(relation.target) if relation else None
        if body is None or relation is None:
            return
        name = relation.target.lower()
        if name.endswith((".docx", ".docm", ".dotx")):
            if self._depth < _DEEPEST_CHUNK:
                yield from _Document(Package(body), self._depth + 1).markup()
        elif name.endswith((".html", ".htm", ".xhtml")):
            yield _inside(decode(body, ""))
        elif name.endswith((".mht", ".mhtml")):
            message = email.message_from_bytes(body, policy=email.policy.default)
            part = message.get_body(("html",))
            yield _inside(str(part.get_content())) if part else ""
        elif name.endswith(".txt"):
            yield "".join(f"<p>{html.escape(line)}</p>" for line in decode(body, "").splitlines())

    def _read_notes(self, kind: str) -> dict[str, etree._Element]:
        root = self._package.related(self._part, kind)
        notes = [] if root is None else [note for note in root if note.get(f"{_W}type") is None]
        return {note.get(f"{_W}id", ""): note for note in notes}


def _inside(page: str) -> str:
    """Return what a page has in its body, to stand within another one."""
    start = page.lower().find("<body")
    end = page.lower().rfind("</body")
    start = page.find(">", start) + 1 if start >= 0 else 0
    return page[start : end if end > start else len(page)]


def _value(element: etree._Element | None, name: str) -> str | None:
    return None if element is None else value(element, name)


def _is_on(element: etree._Element, name: str, *, unless: bool = False) -> bool:
    """Return a switch's state; `unless` where it is not set."""
    switch = element.find(f"{_W}{name}")
    return unless if switch is None else switch.get(f"{_W}val", "on") not in _OFF


def _is_struck(run: etree._Element) -> bool:
    properties = run.find(f"{_W}rPr")
    return properties is not None and any(
        _is_on(properties, name) for name in ("strike", "dstrike")
    )


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    elements = {} if root is None else {e.get(f"{_W}styleId", ""): e for e in root}
    return {name: _style(name, elements) for name in elements if name}


def _style(name: str, elements: dict[str, etree._Element]) -> _Style:
    style = _Style()
    for _ in range(_MOST_BASES):
        element = elements.get(name)
        if element is None:
            break
        called = (value(element, "name") or "").lower()
        outline = _value(element.find(f"{_W}pPr"), "outlineLvl")
        level = int(outline) + 1 if outline and outline.isdecimal() else None
        if called == "title":
            level = 1
        elif called.startswith("heading ") and called[8:].isdecimal():
            level = int(called[8:])
        numbers = element.find(f"{_W}pPr/{_W}numPr")
        run = element.find(f"{_W}rPr")
        style = _Style(
            style.level or level,
            style.list_id or _value(numbers, "numId"),
            style.list_level or int(_value(numbers, "ilvl") or 0),
            style.is_hidden or (run is not None and _is_on(run, "vanish")),
        )
        name = value(element, "basedOn") or ""
    return style


def _is_page_field(instruction: str) -> bool:
    return instruction.split()[:1] != [] and instruction.split()[0].upper() in _PAGE_FIELDS


def _choice(element: etree._Element) -> etree._Element:
    """Return the first of the alternatives of one content."""
    return next((child for child in element if local(child) in ("Choice", "Fallback")), element)


def _symbol(element: etree._Element) -> str:
    code = int(element.get(f"{_W}char", "0"), 16)
    # Symbol fonts have their signs in the private use area, which says nothing by itself.
    return "" if 0xE000 <= code <= 0xF8FF or not code else html.escape(chr(code))


def _form_field(element: etree._Element) -> str:
    data = element.find(f"{_W}ffData")
    if data is None:
        return ""
    box, choices = data.find(f"{_W}checkBox"), data.find(f"{_W}ddList")
    if box is not None:
        return "☑" if _is_on(box, "checked", unless=_is_on(box, "default")) else "☐"
    if choices is not None:
        entries = [entry.get(f"{_W}val", "") for entry in choices.iterfind(f"{_W}listEntry")]
        chosen = int(value(choices, "result") or value(choices, "default") or 0)
        return html.escape(entries[chosen]) if chosen < len(entries) else ""
    return ""


def _nested(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, within content controls, too."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _nested(element, name)


def _placed(row: etree._Element) -> Iterator[tuple[int, etree._Element, int]]:
    """Yield a row's cells with their columns in the table's grid, and how many they span."""
    column = int(_value(row.find(f"{_W}trPr"), "gridBefore") or 0)
    for cell in _nested(row, "tc"):
        span = int(_value(cell.find(f"{_W}tcPr"), "gridSpan") or 1)
        yield column, cell, span
        column += span


def _goes_on(cell: etree._Element) -> bool:
    """Tell whether a cell only carries on the one above it."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _rows_of(below: list[list[tuple[int, etree._Element, int]]], column: int) -> int:
    """Return how many rows a cell has, by those below that carry it on."""
    rows = 1
    for line in below:
        if not any(at == column and _goes_on(cell) for at, cell, _ in line):
            break
        rows += 1
    return rows


def _is_shaded(cell: etree._Element) -> bool:
    shade = cell.find(f"{_W}tcPr/{_W}shd")
    return shade is not None and shade.get(f"{_W}fill", "auto").lower() not in ("auto", "ffffff")
