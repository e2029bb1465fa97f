"""Nodes of a page that nobody sees, and the text of a node on one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex
from selectolax.lexbor import LexborNode

_UNSEEN = frozenset(
    """
    script style noscript template svg canvas iframe object embed audio video select input textarea
    datalist head rp annotation annotation-xml
    """.split()
)
_HIDDEN_STYLE = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
# Between letters, seen by nobody: soft hyphen, zero width space, word joiner, byte order mark.
_INVISIBLE = regex.compile("[\u00ad\u200b\u2060\ufeff]+")


def walk(
    root: LexborNode, whole: Callable[[LexborNode], bool] = lambda _: False
) -> Iterator[tuple[LexborNode, bool]]:
    """Every node that is seen: (node, True) where it starts, (element, False) where it ends.

    Without recursion: pages nest deeply.

    Args:
        root: Its descendants, and itself.
        whole: Takes an element as a whole: it is left out, with all that is in it.
    """
    node, depth = root, 0
    while True:
        inside = None
        if node.is_text_node:
            yield node, True
        elif node.is_element_node and not is_unseen(node) and not whole(node):
            yield node, True
            inside = node.first_child
            if inside is None:
                yield node, False
        if inside is not None:
            node, depth = inside, depth + 1
            continue
        while depth:
            following = node.next
            if following is not None:
                node = following
                break
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1
            yield node, False
        else:
            return


def is_unseen(node: LexborNode) -> bool:
    """Whether a browser would not show this element."""
    tag = node.tag
    if tag in _UNSEEN:
        return True
    attributes = node.attributes
    return (
        "hidden" in attributes
        or (tag == "dialog" and "open" not in attributes)
        or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
    )


def tidy(text: str) -> str:
    """On one line, with single spaces, without invisible characters."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def inline_text(node: LexborNode) -> str:
    """What is seen of a node, on one line."""
    parts = []
    for part, _ in walk(node):
        if part.is_text_node:
            parts.append(part.text_content or "")
        elif part.tag not in INLINE:
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
