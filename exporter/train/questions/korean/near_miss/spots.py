"""Names in a Korean question or passage, by the tags of its morphemes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exporter.train.questions.entities import (
    AnswerKind,
    is_korean_name,
    kind_of_name,
    kind_of_noun,
    kind_of_place,
)
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import QUOTED, Morpheme, Word
from exporter.train.questions.near_miss import Spot

_IN_NAME = frozenset({"NNP", "NNG", "SL", "SH", "XSN", "XPN", "SN", "NR", "NNB", "W_SERIAL"})
_PROPER = frozenset({"NNP", "SL", "SH"})
_MOST_WORDS = 4
_LONGEST = 30
# "초" of "20세기 초" and what else is proper by mistake.
_NOT_NAMES = frozenset("영어 한국어 일본어 중국어 월드컵 올림픽 인터넷 컴퓨터 기독교 불교".split())
_NOT_A_PERSON = frozenset("동댐량의기점률율비증호천포곡촌도항문루각탑")
_DIGIT = re.compile(r"\d")
_NUMERIC = frozenset({"SN", "NR", "NNB"})


def spots_of(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Spot]:
    """Return the names in a sentence, none of them within another.

    Args:
        text: Where the sentence stands.
        words: The sentence's.
        gazetteer: What is known of names.
    """
    found: list[Spot] = []
    at = 0
    while at < len(words):
        run = _known(text, words, at, gazetteer) or _proper(text, words, at, gazetteer)
        if run is None:
            at += 1
            continue
        spot, at = run[0], at + run[1]
        found.append(spot)
    return found


def _nouns(word: Word) -> list[Morpheme]:
    """Return a word's leading nouns: what is left without particles and endings."""
    nouns: list[Morpheme] = []
    for morpheme in word.morphemes:
        if morpheme.part not in _IN_NAME and morpheme.tag != QUOTED:
            break
        nouns.append(morpheme)
    return nouns


def _known(
    text: str, words: Sequence[Word], at: int, gazetteer: Gazetteer
) -> tuple[Spot, int] | None:
    """Return the gazetteer's longest name that starts at a word, and how many words it has."""
    for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        last = words[at + count - 1]
        nouns = _nouns(last)
        if not nouns or any(
            len(_nouns(word)) != len(word.morphemes) for word in words[at : at + count - 1]
        ):
            continue
        start, end = words[at].start, nouns[-1].end
        name = text[start:end]
        entity = gazetteer.get(name)
        if entity is None or len(name) < 2 or entity.kind is AnswerKind.THING:
            continue
        if count == 1 and not any(m.part in _PROPER for m in nouns):
            continue
        return Spot(start, end, name, entity.kind, entity.noun), count
    return None


def _proper(
    text: str, words: Sequence[Word], at: int, gazetteer: Gazetteer
) -> tuple[Spot, int] | None:
    """Return a word of proper nouns, with the common ones that are written with it."""
    nouns = _nouns(words[at])
    if not nouns or nouns[-1].part in _NUMERIC or not any(m.part in _PROPER for m in nouns):
        return None
    name = text[nouns[0].start : nouns[-1].end]
    if not 1 < len(name) <= _LONGEST or name in _NOT_NAMES or _DIGIT.match(name):
        return None
    kind, noun = _kind(name, nouns, gazetteer)
    if (
        kind is AnswerKind.THING
        and at
        and len(_nouns(words[at - 1])) == len(words[at - 1].morphemes)
    ):
        # The end of a longer name: "돌스" of "푸시캣 돌스".
        return None
    return Spot(nouns[0].start, nouns[-1].end, name, kind, noun), 1


def _kind(
    name: str, nouns: Sequence[Morpheme], gazetteer: Gazetteer
) -> tuple[AnswerKind, str | None]:
    if place := kind_of_place(name):
        return AnswerKind.PLACE, place
    if (entity := gazetteer.get(name)) is not None:
        return entity.kind, entity.noun
    if len(nouns) == 1 and is_korean_name(name) and name[-1] not in _NOT_A_PERSON:
        return AnswerKind.PERSON, None
    if (typed := kind_of_name(name)) is not None:
        return typed
    if len(nouns) > 1 and (kind := kind_of_noun(nouns[-1].form)) is not None:
        return kind, nouns[-1].form
    return AnswerKind.THING, None
