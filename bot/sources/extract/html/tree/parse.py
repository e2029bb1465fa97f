"""HTML -> BeautifulSoup's tree of it, without what no browser shows. Pure.

lxml cuts a page into tags as HTML5 says, but nests what they open by rules of its own. What
matters of the difference to somebody who reads is mended here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeDict

from bot.sources.extract.html.tree.balance import balanced
from bot.sources.extract.html.tree.fields import fill_in
from bot.sources.extract.html.tree.folding import fold
from bot.sources.extract.html.tree.inline import set_apart
from bot.sources.extract.html.tree.nodes import CHOICES, INLINE, UNSEEN, Noticed
from bot.sources.extract.html.tree.sheets import Sheet, sheet_of

# A tree of more takes seconds, and more memory than a worker may have.
_MOST_TAGS = 120_000
_MOST_CHARACTERS = 5_000_000
# Elements that are never shown, but tell something.
_TELLING = frozenset(("script", "iframe", "frame", "head", "noscript"))
_DROPPED = UNSEEN - _TELLING
# What elements are by their roles, whatever they are called.
_ROLES = {
    "table": "table", "grid": "table", "treegrid": "table", "rowgroup": "tbody", "row": "tr",
    "cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th",
    "list": "ul", "listitem": "li", "navigation": "nav", "contentinfo": "footer",
    "complementary": "aside",
}  # fmt: skip
_ARRANGING = frozenset(("presentation", "none"))
_STANDING_FOR = {"template": "div", "input": "output", "option": "output"}
# Nobody sees what is in it, but it says what the page is for.
_PASSWORD = "password"  # noqa: S105 - the name of a type
_KEPT = CHOICES | {_PASSWORD}
_TEXT_FIELDS = frozenset(
    "text number date time month week datetime-local tel email url search".split()
)
# BeautifulSoup climbs to the root for many a string. Browsers, too, nest no deeper than 512.
_DEEPEST = 256
_IN_HEAD = UNSEEN | frozenset(("base", "link", "meta", "title"))
# A parser compares each attribute with all before it: a tag of this length, most likely a
# hostile one, would cost it seconds. Pictures in attributes are shorter, or hold no text.
_HUGE_TAG = 100_000
# Ends of what is not open, which break a line in browsers and are nothing to lxml.
_BREAK = re.compile(r"</(?:[bB][rR]\s*/?>|([pP]\s*>))")  # without IGNORECASE five times faster
# What ends a drawing that is not closed, but in the elements of it that hold HTML.
_NO_DRAWING = frozenset(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li
    listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var
    """.split()
)
_IN_DRAWING = frozenset(("foreignobject", "desc", "title"))
_ROW = frozenset(("tr", "thead", "tbody", "tfoot", "table"))
_SECTION = frozenset(("thead", "tbody", "tfoot"))
_BLOCKS = frozenset(
    """
    ul ol menu dl table td th caption section article aside nav header footer main form blockquote
    fieldset figure details button
    """.split()
)
# Which open elements a tag ends, where none of the others is open in between.
_ENDS = {
    "td": (frozenset(("td", "th")), _ROW),
    "th": (frozenset(("td", "th")), _ROW),
    "tr": (frozenset(("tr",)), _ROW - {"tr"}),
    **dict.fromkeys(_SECTION, (_SECTION, frozenset(("table",)))),
    "li": (frozenset(("li",)), _BLOCKS),
    "dt": (frozenset(("dt", "dd")), _BLOCKS),
    "dd": (frozenset(("dt", "dd")), _BLOCKS),
}


def is_too_much(html: str) -> bool:
    """Return whether a page has too much markup for a tree of it."""
    return len(html) > _MOST_CHARACTERS or html.count("<") > _MOST_TAGS


def without_huge_tags(html: str) -> str:
    """Return a page without the attributes that are longer than any author's."""
    parts = html.split("<")
    if max(map(len, parts)) <= _HUGE_TAG:
        return html
    for index, part in enumerate(parts):
        if len(part) > _HUGE_TAG and part[0].isalpha():
            end = part.find(">")
            if end > _HUGE_TAG:
                parts[index] = part[: part.index(" ")] + part[end:] if " " in part[:end] else ""
    return "<".join(parts)


def parse(html: str) -> BeautifulSoup:
    """Return the tree of a page, or of a part of one.

    It holds elements and text: neither comments nor the contents of elements that are unseen.
    """
    # BeautifulSoup warns of text that looks like a file's name; nothing does behind a doctype.
    builder = _Builder(sheet_of(html))
    markup = _BREAK.sub(lambda end: f"{end[0] if end[1] else ''}<br>", balanced(html))
    tree = BeautifulSoup("<!doctype html>" + markup, builder=builder)
    fold(builder.noticed)
    set_apart(builder.noticed)
    fill_in(builder.noticed)
    return tree


class _Builder(LXMLTreeBuilder):
    """Builds what lxml tells of, and keeps its own account of what is open.

    Attributes:
        soup: The tree.
        noticed: Elements of it that are looked at once all is there.
    """

    soup: BeautifulSoup

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(
            multi_valued_attributes={}, string_containers={}, attribute_dict_class=AttributeDict
        )
        # Of each element that is open to lxml, its own one and where that stands in the tree's
        # stack; its name where it is too deep; None where it is unseen.
        self._open: list[tuple[Tag, int] | str | None] = []
        self.noticed = Noticed(sheet=sheet)
        # White space after a block's tag: nothing, unless what follows stands within a line.
        self._blank = ""
        self._is_after_block = False
        # How many were open with the outermost one that is unseen; whether that draws.
        self._unseen_from = 0
        self._in_drawing = False

    def prepare_markup(  # type: ignore[override]
        self, markup: str, *_: object, **__: object
    ) -> Iterator[tuple[str, None, None, bool]]:
        """Take the page as it is: decoded, whatever it declares."""
        yield markup, None, None, False

    def start(self, tag: str, attrib: dict[str, str], nsmap: object = None) -> None:  # type: ignore[override]
        """Open an element, and end those that it cannot stand in."""
        stack = self.soup.tagStack
        if self._in_drawing and tag in _NO_DRAWING:
            self._in_drawing = False
            self._unseen_from = 0
        if self._unseen_from or (tag in _DROPPED and not _is_shown(tag, attrib)):
            self._open.append(None)
            if not self._unseen_from:
                self._unseen_from = len(self._open)
                self._in_drawing = tag == "svg"
            elif tag in _IN_DRAWING:
                self._in_drawing = False
            return
        self._pass(tag)
        if tag in _ENDS:
            self._end_before(*_ENDS[tag])
        elif stack[-1].name == "head" and tag not in _IN_HEAD:
            self._pop(len(stack) - 1)
        if len(stack) > _DEEPEST:
            if tag in UNSEEN:
                self._open.append(None)
                self._unseen_from = len(self._open)
            else:
                self._mark(tag)
                self._open.append(tag)
            return
        self.soup.handle_starttag(_name(tag, attrib), None, None, attrib)
        self._open.append((stack[-1], len(stack) - 1))
        if tag == "rt":
            self.soup.handle_data("(")
        elif tag == "input" and stack[-1].name != tag:
            self.soup.handle_data(_value(attrib))
        self.noticed.take(tag, stack[-1])

    def end(self, tag: str) -> None:  # type: ignore[override]
        """Close an element, unless it was ended already."""
        depth = len(self._open)
        opened = self._open.pop()
        if opened is None:
            if self._unseen_from == depth:
                self._unseen_from = 0
                self._in_drawing = False
            return
        self._pass(tag)
        if isinstance(opened, str):
            self._mark(opened)
        elif tag not in ("body", "html"):
            element, place = opened
            if tag == "rt":
                self.soup.handle_data(")")
            stack = self.soup.tagStack
            if place < len(stack) and stack[place] is element:
                self._pop(place)

    def data(self, data: str) -> None:  # type: ignore[override]
        """Add text."""
        if self._unseen_from:
            return
        if self._is_after_block:
            if data.isspace() and not self.soup.preserve_whitespace_tag_stack:
                self._blank = " "
                return
            self._is_after_block = False
            data = self._blank + data
            self._blank = ""
        self.soup.handle_data(data)

    def comment(self, text: str | bytes) -> None:
        """Leave out comments."""

    def pi(self, target: str, data: str) -> None:
        """Leave out processing instructions."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Leave out doctypes."""

    def _pass(self, tag: str) -> None:
        """Take note that an element starts or ends here."""
        if tag in INLINE:
            if self._is_after_block:
                self._is_after_block = False
                if self._blank:
                    self.soup.handle_data(self._blank)
                    self._blank = ""
        elif tag not in UNSEEN:
            self._is_after_block = True
            self._blank = ""

    def _end_before(self, ended: frozenset[str], between: frozenset[str]) -> None:
        stack = self.soup.tagStack
        for place in range(len(stack) - 1, 0, -1):
            name = stack[place].name
            if name in ended:
                self._pop(place)
                return
            if name in between:
                return

    def _pop(self, place: int) -> None:
        """Close what is open from a place in the tree's stack on."""
        self.soup.endData()
        while len(self.soup.tagStack) > place:
            self.soup.popTag()

    def _mark(self, tag: str) -> None:
        """Put an empty element where one starts or ends that would stand too deep."""
        self.soup.handle_starttag(tag, None, None, {})
        self.soup.popTag()


def _is_shown(tag: str, attrib: Mapping[str, str]) -> bool:
    """Tell whether an element is shown although others of its name are not."""
    if tag == "template":
        return "shadowrootmode" in attrib or "shadowroot" in attrib
    if tag == "input":
        kind = attrib.get("type", "text").lower()
        return kind in _KEPT or (kind in _TEXT_FIELDS and bool(attrib.get("value")))
    return tag == "option" and "selected" in attrib


def _value(attrib: Mapping[str, str]) -> str:
    """Return what a field shows: a box that is ticked or not, or its value."""
    if attrib.get("type", "").lower() in CHOICES:
        return " ☑ " if "checked" in attrib else " ☐ "
    return attrib["value"]


def _name(tag: str, attrib: Mapping[str, str]) -> str:
    """Return what an element is to a reader, by its role if that says so."""
    if tag == "input" and attrib.get("type", "").lower() == _PASSWORD:
        return tag
    if tag in _STANDING_FOR:
        return _STANDING_FOR[tag]
    if tag == "iframe" and "srcdoc" in attrib:
        return "srcdoc"
    role = attrib.get("role")
    if role is None:
        return tag
    if role == "heading":
        level = attrib.get("aria-level", "")
        return f"h{level}" if level in ("1", "2", "3", "4", "5", "6") else "h2"
    if role in _ARRANGING and tag == "table":
        return "div"
    return _ROLES.get(role, tag)
