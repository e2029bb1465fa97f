"""Elements of a page that nobody sees, and the text of an element on one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import PageElement

from bot.sources.extract.html.tree.sheets import Sheet, columns_of, look_of
from bot.sources.extract.lines import tidy

UNSEEN = frozenset(
    """
    script style noscript template svg canvas iframe frame object embed audio video input option
    datalist head rp annotation annotation-xml noframes
    """.split()
)
"""Elements of which a browser shows nothing, or nothing to read."""

FOLDED = "_folded"
"""Attribute of an element that one click shows."""
LABEL = "_label"
"""Attribute of an element that names what it opens."""
AROUND = "_around"
"""Attribute of an element that stands around the content."""
MOVED = "_moved"
"""Attribute of an element that scripts only put into its place: extractors do not see it."""
JUDGED = "_judged"
"""Attribute of an element that a style sheet hides: extractors, which read none, do see it."""
APART = "_apart"
"""Attribute of an element within a line that is set apart from the one before it."""
HOVER = "_hover"
"""Attribute of an element within a line that is shown above it while somebody points at a word."""
COLUMNS = "_columns"
"""Attribute of an element that sets what is in it side by side: in so many columns, if not 0."""


def walk(
    root: Tag, whole: Callable[[Tag], bool] = lambda _: False
) -> Iterator[tuple[PageElement, bool]]:
    """Yield every node that is seen: (node, True) where it starts, (element, False) where it ends.

    Without recursion: pages nest deeply.

    Args:
        root: Its descendants, and itself.
        whole: Takes an element as a whole: it is left out, with all that is in it.
    """
    if is_unseen(root) or whole(root):
        return
    yield root, True
    unfinished = [(root, iter(root.contents))]
    while unfinished:
        element, contents = unfinished[-1]
        for node in contents:
            if not isinstance(node, Tag):
                yield node, True
            elif node.name not in UNSEEN and not whole(node):
                yield node, True
                unfinished.append((node, iter(node.contents)))
                break
        else:
            unfinished.pop()
            yield element, False


def is_unseen(element: Tag) -> bool:
    """Return whether a browser would not show this element, whatever one clicks."""
    return element.name in UNSEEN


def drop(element: Tag) -> None:
    """Make an element one that is never shown."""
    element.name = "template"


def preformatted(element: Tag) -> str:
    """Return an element's lines as they stand."""
    parts = []
    for node, starts in walk(element):
        if not isinstance(node, Tag):
            parts.append(str(node))
        elif starts and node.name == "br":
            parts.append("\n")
    lines = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def attribute(element: Tag, name: str) -> str:
    """Return an attribute's value; "" when it has none, or is missing."""
    value = element.attrs.get(name)
    return "" if value is None else str(value)


def elements(root: Tag, names: Iterable[str]) -> dict[str, list[Tag]]:
    """Return the elements below `root` by their names, in the page's order, in one pass."""
    found: dict[str, list[Tag]] = {name: [] for name in names}
    for node in root.descendants:
        if isinstance(node, Tag) and node.name in found:
            found[node.name].append(node)
    return found


def inline_text(element: Tag) -> str:
    """Return what is seen of an element, on one line."""
    parts = []
    for node, _ in walk(element):
        if not isinstance(node, Tag):
            parts.append(str(node))
        elif node.name not in INLINE or APART in node.attrs:
            parts.append(" ")
    return tidy("".join(parts))


INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math meter nobr
    output progress q ruby rt rb s samp small span strike strong sub sup time tt u var wbr img
    mi mo mn mrow msup msub mfrac semantics picture source slot select
    """.split()
)
"""Elements that stand within a line of text."""

SPACED = frozenset(("button", "label"))
"""Elements within a line that are set apart from their neighbours."""

CHOICES = frozenset(("checkbox", "radio"))
"""Types of fields that are ticked; what they stand for is written behind them."""

_FIELDS = frozenset(("input", "option", "textarea"))
_OPENERS = frozenset(("button", "summary"))
_STRUCK = frozenset(("del", "s", "strike"))
# Written in either case; what is out of sight, and what is drawn with no height.
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent|margin-left)\s*:\s*-\d{3}"
    r"|clip(?:-path)?\s*:\s*(?:rect|inset)\(|(?<![\w-])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_SHOWING = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.IGNORECASE)
_OPENING = frozenset(
    ("aria-controls", "aria-expanded", "data-target", "data-bs-target", "onclick", "for")
)


@dataclass(slots=True)
class Noticed:
    """Elements that are looked at once the tree is there, in its order.

    Attributes:
        hidden: What does not stand open.
        named: What classes, ids or roles say something of.
        openers: What may open others.
        marks: Superscripts, and links within the page.
        neighbours: What follows another element within a line, with nothing in between.
        fields: What people fill in.
        labels: Labels of fields.
        struck: What is struck out.
        away: What stands off the screen.
        sheet: What the page's own style sheets hide.
    """

    hidden: list[Tag] = field(default_factory=list)
    named: list[Tag] = field(default_factory=list)
    openers: list[Tag] = field(default_factory=list)
    marks: list[Tag] = field(default_factory=list)
    neighbours: list[Tag] = field(default_factory=list)
    fields: list[Tag] = field(default_factory=list)
    labels: list[Tag] = field(default_factory=list)
    struck: list[Tag] = field(default_factory=list)
    away: list[Tag] = field(default_factory=list)
    sheet: Sheet = field(default_factory=dict)

    def take(self, tag: str, element: Tag) -> None:
        """Look at an element that was just opened."""
        if tag in INLINE and isinstance(element.previous_sibling, Tag):
            self.neighbours.append(element)
        if tag == "sup":
            self.marks.append(element)
        elif tag in _FIELDS and attribute(element, "type").lower() not in CHOICES:
            self.fields.append(element)
        elif tag == "label":
            self.labels.append(element)
            self.openers.append(element)
        elif tag in _OPENERS:
            self.openers.append(element)
        elif tag in _STRUCK:
            self.struck.append(element)
        elif tag == "dialog":
            self.hidden.append(element)
        elif tag == "template":
            element.attrs[MOVED] = ""
        elif tag == "details" and "open" not in element.attrs:
            element.attrs[FOLDED] = ""
        attributes = element.attrs
        if not attributes:
            return
        style = attribute(element, "style")
        if style and (columns := columns_of(style)) is not None:
            attributes[COLUMNS] = str(columns)
        if "hidden" in attributes or (style and _HIDING.search(style)):
            self.hidden.append(element)
        elif self.sheet and not attributes.keys().isdisjoint(("class", "id")):
            self._look_up(element)
        if "class" in attributes or "id" in attributes or "role" in attributes:
            self.named.append(element)
        if not _OPENING.isdisjoint(attributes) or (
            tag == "a" and attribute(element, "href").startswith(("#", "javascript:"))
        ):
            self.openers.append(element)

    def _look_up(self, element: Tag) -> None:
        """Notice an element that a style sheet hides, unless its own style shows it."""
        look, columns = look_of(self.sheet, attribute(element, "class"), attribute(element, "id"))
        if columns is not None:
            element.attrs.setdefault(COLUMNS, str(columns))
        if look == "away":
            self.away.append(element)
        elif look == "hidden" and not _SHOWING.search(attribute(element, "style")):
            element.attrs[JUDGED] = ""
            self.hidden.append(element)
