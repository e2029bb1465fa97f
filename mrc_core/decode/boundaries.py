"""What belongs to an answer: whole graphemes, words and brackets, and no particle. Pure."""

from __future__ import annotations

import regex

# Brackets that hold what a text does without; those of titles and quotations belong to their words.
_ASIDES = {"(": ")", "[": "]", "（": "）", "［": "］", "〔": "〕"}
_BRACKET = regex.compile("|".join(map(regex.escape, (*_ASIDES, *_ASIDES.values()))))
# Behind a word, and in front of none; behind a number it means inches.
_CLOSING = regex.compile(r'(?<=[^\s\d])"(?=\s|$)')
_PARTICLE = regex.compile(r"[가-힣][는를]")
_YEAR = regex.compile(r"(?<!\d)[12]\d{3}(?=년(?![대간차]))")
# Words that go on to what follows, and end no answer.
_GOES_ON = regex.compile(
    r"\s(?:will|would|is|was|are|were|has|have|had|who|which|that|and|or|of|the|an?)$"
)
_CLUSTER = regex.compile(r"\X")
# Code points of which any two that stand side by side are two clusters (Annex 29: GB999, and GB6-8
# for composed syllables): nearly all of a Korean text, and quicker to see than clusters to find.
_APART = regex.compile(r"[ -~\uac00-\ud7a3\u4e00-\u9fff]+")
_NEAR = 64
# What is never cut: "12,000", "1446", "Wikipedia"; and two characters that may be inside of one.
_SOLID = regex.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+|[\p{Latin}\p{M}]+")
_SOLID_PAIR = regex.compile(r"[\d,]{2}|[\p{Latin}\p{M}]{2}")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space at its ends."""
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

    Only straight marks, which open and close alike: 'Space Odyssey" 음반' becomes "Space Odyssey".
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


def without_rest(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a span that ends in an English word that goes on: "Hal will" becomes "Hal"."""
    if end - start > 3 and "a" <= text[end - 1] <= "y":
        found = _GOES_ON.search(text, max(start + 1, end - 6), end)
        return start, found.start() if found else end
    return start, end


def with_year(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span that ends in a year's number to its word: "1446" becomes "1446년".

    Not to that of decades ("1950년대") and of periods.
    """
    return start, end + 1 if end - start > 3 and _YEAR.match(text, end - 4) else end


def _ends_in_vowel(syllable: str) -> bool:
    """Return whether a composed Hangul syllable does (Unicode Standard, section 3.12)."""
    return (ord(syllable) - 0xAC00) % 28 == 0


def _word_edges(text: str, position: int) -> tuple[int, int]:
    """Return the number or Latin word that `position` lies inside of, or an empty span."""
    if _SOLID_PAIR.fullmatch(text, max(0, position - 1), position + 1):
        for word in _SOLID.finditer(text, max(0, position - _NEAR), position + _NEAR):
            if word.start() < position < word.end():
                return word.span()
    return position, position


def _cluster_edges(text: str, position: int) -> tuple[int, int]:
    """Return the grapheme cluster that holds the code point at `position`."""
    if _APART.fullmatch(text, max(0, position - 1), position + 2):
        return position, position + 1
    low = max(0, position - _NEAR)
    for cluster in _CLUSTER.finditer(text, low, min(len(text), position + _NEAR)):
        if cluster.end() > position:
            return cluster.start(), cluster.end()
    return position, position + 1
