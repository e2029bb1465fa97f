"""Text within a line: footnote marks out of it, and neighbours apart. Pure."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import PageElement

from bot.sources.extract.html.tree.nodes import (
    APART,
    COLUMNS,
    Noticed,
    attribute,
    drop,
    is_unseen,
)
from bot.sources.extract.lines import tidy

_LONGEST_MARK = 24
_LONGEST_STRUCK = 300
# "[1]", "[2][3]", "[각주 1]", "1)", "*", "†"
_MARK = re.compile(r"(?:\s*(?:\[[^\[\]]{1,20}\]|\(?\d{1,3}\)|[*†‡※]{1,3}),?)+\s*")
_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_BRACKETED = re.compile(r"\s*\[[^\[\]]{1,20}\]\s*")
_LOOKED_AT = 8
# "05:10", "2024.03.02", "3.2": two of them in a row are no number in two styles.
_MOMENT = re.compile(r"\d{1,2}:\d\d|\d{2,4}[.-]\d{1,2}[.-]\d{1,2}\.?|\d{1,2}[./]\d{1,2}")


BREAK = "\u2028"
"""Stands for a `br` in the text of a block: Unicode's line separator."""

# What is a line of its own: "전화: 02-123-4567", "- 하나", "1. 하나", "※ 하나".
_OWN_LINE = re.compile(
    r"[-–—·•∙◦▪■□○●◆◇▶▷※*①-⑳]|\(?\d{1,2}[.)]\s|[가-하][.)]\s|[^\s:：]{1,12}\s?[:：]\s"
)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)\]」』]*$")


def lines_of(text: str) -> list[str]:
    """Return a block's lines, where breaks do not only wrap its sentences.

    Lines are joined up to one that ends a sentence; an empty line parts, and what never comes
    to the end of a sentence is no sentence.
    """
    if BREAK not in text:
        return [tidy(text)]
    lines: list[str] = []
    sentence: list[str] = []
    for line in [*map(tidy, text.split(BREAK)), ""]:
        if not line or (sentence and _OWN_LINE.match(line)):
            lines += sentence
            sentence = []
        if line:
            sentence.append(line)
            if _SENTENCE_END.search(line):
                lines.append(" ".join(sentence))
                sentence = []
    return lines


def set_apart(noticed: Noticed) -> None:
    """Drop footnote marks and what is struck out; mark neighbours that stand apart."""
    for mark in noticed.marks:
        if _is_footnote(mark):
            drop(mark)
    for struck in noticed.struck:
        # Longer, it is a page that forgot to end it.
        if _short(struck, _LONGEST_STRUCK) is not None:
            drop(struck)
    for opener in noticed.openers:
        if opener.name == "a" and "#" in attribute(opener, "href"):
            text = _short(opener)
            if text is not None and _BRACKETED.fullmatch(text):
                drop(opener)
    for element in noticed.neighbours:
        before = element.previous_sibling
        if isinstance(before, Tag) and _is_apart(before, element):
            element.attrs[APART] = ""


def _is_footnote(mark: Tag) -> bool:
    text = _short(mark)
    if text is None:
        return False
    if _NUMBER.fullmatch(text):
        # "m²" is no footnote; what leads to one is.
        return any(isinstance(part, Tag) and part.name == "a" for part in mark.contents)
    return bool(_MARK.fullmatch(text))


def _is_apart(before: Tag, after: Tag) -> bool:
    """Tell whether two neighbours are two words: links, or what the page names one by one.

    Else they are one word that is set in two styles.
    """
    if is_unseen(before):
        return False
    if before.name == after.name == "a":
        return True
    if after.parent is not None and COLUMNS in after.parent.attrs:
        return True
    left, right = _edge(before, last=True), _edge(after, last=False)
    if not left or not right or not (left[-1].isalnum() and right[0].isalnum()):
        return False
    if len(left) > 1 and right[0].isdigit() and not left[-1].isdigit():
        return True
    if _MOMENT.fullmatch(left.strip()) and _MOMENT.match(right.strip()):
        return True
    names = (attribute(before, "class"), attribute(after, "class"))
    if not all(names):
        return False
    return names[0] != names[1] or _kind(left[-1]) != _kind(right[0])


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    return "latin" if character.isascii() else "other"


def _edge(element: Tag, *, last: bool) -> str:
    """Return the text at an element's end or beginning; "" where it is not far in."""
    at: PageElement = element
    for _ in range(_LOOKED_AT):
        if not isinstance(at, Tag):
            return str(at)
        if not at.contents or is_unseen(at):
            return ""
        at = at.contents[-1 if last else 0]
    return ""


def _short(element: Tag, most: int = _LONGEST_MARK) -> str | None:
    """Return an element's text; None where it is longer, or too much stands in it."""
    text = ""
    for count, node in enumerate(element.descendants):
        if not isinstance(node, Tag):
            text += str(node)
        if len(text) > most or count > 4 * most:
            return None
    return text
