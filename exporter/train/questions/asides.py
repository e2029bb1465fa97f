"""Text without what stands in brackets, and the way back to the places in the full text.

An aside in brackets parts a name from its particle, "고종(高宗, 1852년 ~ 1919년)은": without it the
sentence can be analysed, and a question reads as people write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_INSIDE = r"[^()（）\n]"
_ASIDE = re.compile(
    rf"[ ]?[(（](?P<inside>(?:{_INSIDE}|[(（]{_INSIDE}*[)）])*)[)）]|\[(?:\d{{1,3}}|주 ?\d+)\]"
)


@dataclass(frozen=True, slots=True)
class Aside:
    """What stood in brackets.

    Attributes:
        position: Where it was taken out, in the plain text.
        start: Where its inside starts, in the full text.
        inside: The text between the brackets.
    """

    position: int
    start: int
    inside: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text without its asides; `places[i]` is where character i stood in the full text."""

    full: str
    text: str
    places: tuple[int, ...]
    asides: tuple[Aside, ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place of text[start:end] in the full text; None where an aside parts it."""
        first, last = self.places[start], self.places[end - 1] + 1
        return (first, last) if last - first == end - start else None


def without_asides(full: str) -> PlainText:
    """Take out round brackets (one may hold another) and footnote marks."""
    parts: list[str] = []
    places: list[int] = []
    asides: list[Aside] = []
    left = 0
    for match in _ASIDE.finditer(full):
        parts.append(full[left : match.start()])
        places.extend(range(left, match.start()))
        if match["inside"]:
            asides.append(Aside(len(places), match.start("inside"), match["inside"]))
        left = match.end()
    parts.append(full[left:])
    places.extend(range(left, len(full)))
    return PlainText(full, "".join(parts), tuple(places), tuple(asides))
