"""Elements of a page that nobody sees, and the text of an element on one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import regex
from bs4 import Tag
from bs4.element import PageElement

UNSEEN = frozenset(
    """
    script style noscript template svg canvas iframe object embed audio video select input textarea
    datalist head rp annotation annotation-xml noframes
    """.split()
)
"""Elements of which a browser shows nothing, or nothing to read."""

_HIDDEN_STYLE = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
# Between letters, seen by nobody: soft hyphen, zero width space, word joiner, byte order mark.
_INVISIBLE = regex.compile("[\u00ad\u200b\u2060\ufeff]+")


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
            elif not is_unseen(node) and not whole(node):
                yield node, True
                unfinished.append((node, iter(node.contents)))
                break
        else:
            unfinished.pop()
            yield element, False


def is_unseen(element: Tag) -> bool:
    """Return whether a browser would not show this element."""
    return (
        element.name in UNSEEN
        or "hidden" in element.attrs
        or (element.name == "dialog" and "open" not in element.attrs)
        or bool(_HIDDEN_STYLE.search(attribute(element, "style")))
    )


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


def tidy(text: str) -> str:
    """Return a text on one line, with single spaces, without invisible characters."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def inline_text(element: Tag) -> str:
    """Return what is seen of an element, on one line."""
    parts = []
    for node, _ in walk(element):
        if not isinstance(node, Tag):
            parts.append(str(node))
        elif node.name not in INLINE:
            parts.append(" ")
    return tidy("".join(parts))


INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math meter nobr
    output progress q ruby rt rb s samp small span strike strong sub sup time tt u var wbr img
    mi mo mn mrow msup msub mfrac semantics picture source slot
    """.split()
)
"""Elements that stand within a line of text."""

SPACED = frozenset(("button", "label", "summary"))
"""Elements within a line that are set apart from their neighbours."""
