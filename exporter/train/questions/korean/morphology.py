"""Korean text -> sentences of words of morphemes, by Kiwi."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kiwipiepy import Kiwi

QUOTED = "QUOTED"
"""Tag of what stands in quotation marks or title brackets: one noun, whatever is in it."""

NUMERALS = frozenset({"NR", "SN", "NNB"})
"""Tags of numbers and of what is counted with them."""

_QUOTATION = re.compile(
    r"""《([^《》\n]{1,40})》|〈([^〈〉\n]{1,40})〉|『([^『』\n]{1,40})』|「([^「」\n]{1,40})」"""
    r"""|“([^“”\n]{1,40})”|‘([^‘’\n]{1,40})’"""
    r"""|(?<!\S)"([^"\n]{1,40})"|(?<!\S)'([^'\n]{1,40})'|(?<!\S)<([^<>\n]{1,40})>"""
)


_NAME = re.compile(r"[가-힣]{3,8}")
_JOIN_CACHE = 1 << 16


class Morpheme(NamedTuple):
    """Text[start:end], its dictionary form and Sejong tag (with Kiwi's mark of irregular stems)."""

    form: str
    tag: str
    start: int
    end: int

    @property
    def part(self) -> str:
        """The tag alone."""
        return self.tag.split("-", 1)[0]

    @property
    def is_proper(self) -> bool:
        """Whether it is a name, a foreign word, or quoted."""
        return self.tag in ("NNP", "SL", "SH", QUOTED)


class Word(NamedTuple):
    """What stands between two spaces (eojeol)."""

    start: int
    end: int
    morphemes: tuple[Morpheme, ...]


Sentence: TypeAlias = tuple[Word, ...]
Join: TypeAlias = tuple[tuple[str, str], ...]


class Analyzer:
    """Kiwi, as the generator needs it. One a process; it takes 2 seconds to load."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Load the dictionary.

        Args:
            names: Of the corpus; those that could be ordinary words are left out.
        """
        self._kiwi = Kiwi(num_workers=1, load_multi_dict=False)
        for name in names:
            if _NAME.fullmatch(name):
                self._kiwi.add_user_word(name, "NNP")
        self.join = lru_cache(_JOIN_CACHE)(self._join)

    def sentences(self, text: str) -> Iterator[Sentence]:
        """Analyse a text; a line break ends a sentence too."""
        tokens = (
            (Morpheme(t.form, t.tag, t.start, t.start + t.len), t.sent_position)
            for t in self._kiwi.tokenize(text)
        )
        words: list[Word] = []
        current: list[Morpheme] = []
        position = 0
        for morpheme, sentence in _quotations_as_one(text, tokens):
            gap = text[current[-1].end : morpheme.start] if current else ""
            if current and (gap.isspace() or sentence != position):
                words.append(_word(current))
                current = []
            if words and not current and (sentence != position or "\n" in gap or _ends(words[-1])):
                yield tuple(words)
                words = []
            position = sentence
            current.append(morpheme)
        if current:
            words.append(_word(current))
        if words:
            yield tuple(words)

    def _join(self, morphemes: Join) -> str:
        """Put morphemes together, with contractions and irregular stems as they are written."""
        return str(self._kiwi.join(morphemes))


def _ends(word: Word) -> bool:
    """Return whether a word is a sentence's last ("…이다.")."""
    return [m.part for m in word.morphemes[-2:]] == ["EF", "SF"]


def _word(morphemes: list[Morpheme]) -> Word:
    return Word(morphemes[0].start, max(m.end for m in morphemes), tuple(morphemes))


def _quotations_as_one(
    text: str, tokens: Iterable[tuple[Morpheme, int]]
) -> Iterator[tuple[Morpheme, int]]:
    """Put one morpheme in the place of those inside each short quotation."""
    inside = [match.span(match.lastindex or 0) for match in _QUOTATION.finditer(text)]
    inside.reverse()
    sentence_of_quotation: int | None = None
    for morpheme, sentence in tokens:
        while inside and inside[-1][1] <= morpheme.start:
            inside.pop()
            sentence_of_quotation = None
        if not inside or morpheme.start < inside[-1][0]:
            yield morpheme, sentence
            continue
        if sentence_of_quotation is None:
            start, end = inside[-1]
            sentence_of_quotation = sentence
            yield Morpheme(text[start:end], QUOTED, start, end), sentence
