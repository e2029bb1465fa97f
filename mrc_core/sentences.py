"""Where in a text sentences start. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import regex

# A line break; or a sentence's mark with its closing quotes, footnotes and the white space after
# it, which Korean web pages forget after "다.". A run of marks is tried from its start alone and
# given nothing back, or it would take the square of its length.
_BOUNDARY = regex.compile(
    r"""[\n\r\u2028\u2029]\s*+
    |(?<![.!?。？！…])(?P<mark>[.!?。？！…]++)["'”’»」』》〉)\]]*+(?:\[\d++\])*+
        (?:\s++|(?<=[。？！])|(?<=다\.)(?=\p{Hangul}))
    |(?<=다)(?P<mark>\.)(?:\[\d++\])++(?=\p{Hangul})""",
    regex.VERBOSE,
)
# What a quotation goes on with: "… 왔다." 라고 말했다.
_QUOTED = regex.compile(r"(?:이?라고|하고|라며|라는|고|며)(?=[\s,]|$)")
_OPENERS = {"(": ")", "[": "]", "《": "》", "〈": "〉", "「": "」", "『": "』", "“": "”", "‘": "’"}
# An opener further back than this was forgotten, not left open.
_MOST_INSIDE = 120
# A full stop after one of these ends no sentence: "J. Doe", "Dr. Kim", "1443. 12. 30.".
_ABBREVIATED = regex.compile(r"(?:\b\p{Lu}|\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e))$")
_IN_DATE = regex.compile(r"\d\.\s+\d")
_AFTER_DATE = regex.compile(r"\d\.\s*\d{1,2}$")


def sentence_starts(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield where each sentence or line of `text[start:end]` starts, in code points of `text`.

    The first, which starts at `start`, is left out.
    """
    left = start
    for boundary in _BOUNDARY.finditer(text, start, len(text) if end is None else end):
        if not (_abbreviates(text, boundary) or _is_inside(text, left, boundary)):
            left = boundary.end()
            yield left


def _abbreviates(text: str, boundary: regex.Match[str]) -> bool:
    if boundary["mark"] != ".":
        return False
    mark = boundary.start("mark")
    return bool(
        _ABBREVIATED.search(text, max(0, mark - 8), mark)
        or _AFTER_DATE.search(text, max(0, mark - 8), mark)
        or _IN_DATE.match(text, max(0, mark - 1))
    )


def _is_inside(text: str, start: int, boundary: regex.Match[str]) -> bool:
    """Return whether a mark is within brackets, or ends a quotation that the sentence continues."""
    if boundary["mark"] is None:
        return False
    if boundary.end() > boundary.end("mark") + 1 and _QUOTED.match(text, boundary.end()):
        return True
    before = text[max(start, boundary.start() - _MOST_INSIDE) : boundary.end()]
    return any(before.count(opener) > before.count(closer) for opener, closer in _OPENERS.items())
