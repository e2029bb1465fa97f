"""Where in a text a person would start and stop reading: sentences and graphemes. Pure."""

from __future__ import annotations

import regex

MAX_CONTEXT = 300
"""Longest context in code points; an answer itself may be longer."""

# How far a boundary is looked for; a "sentence" longer than this is cut at a space anyway.
_REACH = 2 * MAX_CONTEXT

# A line break; or a sentence's mark with its closing quotes, footnotes and the white space after
# it, which Korean web pages forget after "다.".
_BOUNDARY = regex.compile(
    r"""\s*[\n\r\u2028\u2029]\s*
    |(?P<mark>[.!?。？！…]+)["'”’»」』》〉)\]]*(?:\[\d+\])*(?:\s+|(?<=[。？！])|(?<=다\.)(?=\p{Hangul}))
    |(?<=다)(?P<mark>\.)(?:\[\d+\])+(?=\p{Hangul})""",
    regex.VERBOSE,
)
# What a quotation goes on with: "… 왔다." 라고 말했다.
_QUOTED = regex.compile(r"(?:이?라고|하고|라며|라는|고|며)(?=[\s,]|$)")
_OPENERS = {"(": ")", "[": "]", "《": "》", "〈": "〉", "「": "」", "『": "』", "“": "”", "‘": "’"}
# Brackets that hold what a text does without; those of titles and quotations belong to their words.
_ASIDES = {"(": ")", "[": "]", "（": "）", "［": "］", "〔": "〕"}
_BRACKET = regex.compile("|".join(map(regex.escape, (*_ASIDES, *_ASIDES.values()))))
# Behind a word, and in front of none; behind a number it means inches.
_CLOSING = regex.compile(r'(?<=[^\s\d])"(?=\s|$)')
_PARTICLE = regex.compile(r"[가-힣][는를]")
_YEAR = regex.compile(r"(?<!\d)[12]\d{3}(?=년(?![대간차]))")
# An opener further back than this was forgotten, not left open.
_MOST_INSIDE = 120
# A full stop after one of these ends no sentence: "J. Doe", "Dr. Kim", "1443. 12. 30.".
_ABBREVIATED = regex.compile(r"(?:\b\p{Lu}|\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e))$")
_IN_DATE = regex.compile(r"\d\.\s+\d")
_AFTER_DATE = regex.compile(r"\d\.\s*\d{1,2}$")
_CLUSTER = regex.compile(r"\X")
# Code points of which any two that stand side by side are two clusters (Annex 29: GB999, and GB6-8
# for composed syllables): nearly all of a Korean text, and quicker to see than clusters to find.
_APART = regex.compile(r"[ -~\uac00-\ud7a3\u4e00-\u9fff]+")
_NEAR = 64
# What is never cut: "12,000", "1446", "Wikipedia"; and two characters that may be inside of one.
_SOLID = regex.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+|[\p{Latin}\p{M}]+")
_SOLID_PAIR = regex.compile(r"[\d,]{2}|[\p{Latin}\p{M}]{2}")


def sentence_starts(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Where in `text[start:end]` a sentence or a line starts, but for the first."""
    starts: list[int] = []
    left = start
    for boundary in _BOUNDARY.finditer(text, start, len(text) if end is None else end):
        if not (_abbreviates(text, boundary) or _is_inside(text, left, boundary)):
            left = boundary.end()
            starts.append(left)
    return starts


def sentence_at(
    text: str, start: int, end: int, within: tuple[int, int] | None = None
) -> tuple[int, int]:
    """The sentence (or sentences) of `text` that holds `text[start:end]`.

    Args:
        text: All of it.
        start: Of the span, in code points.
        end: Of the span, exclusive.
        within: What it does not go beyond; holds the span.

    Returns:
        (start, end) of the context, without white space at its ends, at most `MAX_CONTEXT` code
        points unless the span itself is longer, and never cut in the middle of a word that has
        white space near it.
    """
    first, last = within or (0, len(text))
    low, high = max(first, start - _REACH), min(last, end + _REACH)
    left, right = low, high
    for boundary in _BOUNDARY.finditer(text, low, high):
        if _abbreviates(text, boundary) or _is_inside(text, left, boundary):
            continue
        if boundary.end() <= start:
            left = boundary.end()
        elif boundary.end() >= end:
            right = boundary.end()
            break
    return shortened(text, left, right, start, end)


def shortened(text: str, left: int, right: int, start: int, end: int) -> tuple[int, int]:
    """`text[left:right]` as the context of `text[start:end]`, in the limits of `sentence_at`."""
    left, right = trimmed(text, left, right)
    left, right = min(left, start), max(right, end)
    if right - left > MAX_CONTEXT:
        left, right = _shorten(text, left, right, start, end)
    return left, right


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
    """Whether a mark stands within brackets, or ends a quotation that the sentence goes on with."""
    if boundary["mark"] is None:
        return False
    if boundary.end() > boundary.end("mark") + 1 and _QUOTED.match(text, boundary.end()):
        return True
    before = text[max(start, boundary.start() - _MOST_INSIDE) : boundary.end()]
    return any(before.count(opener) > before.count(closer) for opener, closer in _OPENERS.items())


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def snap_to_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that it cuts no grapheme cluster (Unicode Standard Annex 29).

    Tokenizers that compose (NFC) report only the first code point of a decomposed Hangul
    syllable or accented letter.
    """
    return _cluster_edges(text, start)[0], _cluster_edges(text, end - 1)[1]


def snap_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that it cuts no number and no Latin word.

    A vocabulary cuts rare words and long numbers into pieces, and a span may end after any of
    them. Hangul stays as it is: where its words end and their particles begin, only the reader
    knows.
    """
    return _word_edges(text, start)[0], _word_edges(text, end)[1]


def without_half_asides(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a span that opens a bracket or closes one, but not both, to what stands outside.

    "실천[行" of "실천[行]을 더한다" becomes "실천". A span that would be left with nothing stays.
    """
    left, halves = start, list[int]()
    for mark in _BRACKET.finditer(text, start, end):
        if halves and _ASIDES.get(text[halves[-1]]) == mark[0]:
            halves.pop()
        elif mark[0] in _ASIDES or not text[mark.end() : end].strip():
            halves.append(mark.start())
        else:
            left, halves = mark.end(), []
    narrowed = trimmed(text, left, halves[0] if halves else end)
    return narrowed if narrowed[0] < narrowed[1] else (start, end)


def without_half_quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a span that closes a quotation that it does not open to what was quoted.

    Of straight marks, which open and close alike: 'Space Odyssey" 음반' becomes "Space Odyssey".
    """
    closing = _CLOSING.search(text, start + 1, end)
    if closing and text.count('"', start, end) == 1:
        return start, closing.start()
    return start, end


def without_particle(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a span that ends in a particle of topic or object: "부산시는" becomes "부산시".

    A vocabulary may glue a noun's last syllable to its particle, and then no token ends between
    them. Only where the word ends, and only what no noun ends in: "는" and "를" after a vowel.
    """
    glued = _PARTICLE.fullmatch(text, max(start, end - 2), end)
    if (
        glued
        and end - start > 2
        and _ends_in_vowel(glued[0][0])
        and not text[end : end + 1].strip()
    ):
        return start, end - 1
    return start, end


def with_year(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span that ends in a year's number to its word: "1446" becomes "1446년".

    Not to that of decades ("1950년대") and of periods.
    """
    return start, end + 1 if end - start > 3 and _YEAR.match(text, end - 4) else end


def _ends_in_vowel(syllable: str) -> bool:
    """Of a composed Hangul syllable (Unicode Standard, section 3.12)."""
    return (ord(syllable) - 0xAC00) % 28 == 0


def _word_edges(text: str, position: int) -> tuple[int, int]:
    """The number or Latin word that `position` lies inside of; where none is, nothing."""
    if _SOLID_PAIR.fullmatch(text, max(0, position - 1), position + 1):
        for word in _SOLID.finditer(text, max(0, position - _NEAR), position + _NEAR):
            if word.start() < position < word.end():
                return word.span()
    return position, position


def _cluster_edges(text: str, position: int) -> tuple[int, int]:
    """The grapheme cluster that holds the code point at `position`."""
    if _APART.fullmatch(text, max(0, position - 1), position + 2):
        return position, position + 1
    low = max(0, position - _NEAR)
    for cluster in _CLUSTER.finditer(text, low, min(len(text), position + _NEAR)):
        if cluster.end() > position:
            return cluster.start(), cluster.end()
    return position, position + 1


def _shorten(text: str, left: int, right: int, start: int, end: int) -> tuple[int, int]:
    """At most `MAX_CONTEXT` around the span, cut at white space where there is some near."""
    room = max(MAX_CONTEXT - (end - start), 0)
    before = min(start - left, max(room // 2, room - (right - end)))
    after = min(right - end, room - before)
    if start - before > left:
        left = start - before
        space = regex.search(r"\s+", text, pos=left, endpos=min(left + _NEAR, start))
        left = space.end() if space else left
    if end + after < right:
        right = end + after
        space = regex.search(r"(?r)\s+", text, pos=max(right - _NEAR, end), endpos=right)
        right = space.start() if space else right
    return snap_to_graphemes(text, left, right)
