"""Which spans of a sentence somebody could ask for: people's answers are short noun phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.candidate import MAX_WORDS, KoreanCandidate
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import NUMERALS
from exporter.train.questions.korean.names import name
from exporter.train.questions.korean.phrases import TIME, Clause, Phrase, Role
from exporter.train.questions.korean.words import HUMAN_ACTS, HUMAN_VERBS, UNITS

MAX_ANSWER = 28
"""Longest answer in characters; nine in ten of KorQuAD's have at most 10."""


_UNIT = "|".join(UNITS)
_NUMBER = re.compile(
    r"(?:약 ?|총 ?|무려 ?|제 ?)?\d[\d,]*(?:\.\d+)?(?:(?: ?[만억조천백] ?| )\d[\d,]*)*"
    rf"(?: ?[천백]?[만억조천백])?(?: ?여| ?수)? ?(?P<unit>{'|'.join(UNITS)})(?: 반)?"
)
_DAY = re.compile(r"\d일$")
_MONTH = re.compile(r"\d월$")
_YEAR = re.compile(r"\d년$")

_SHORT_NOUNS = frozenset("섬 강 산 역 책 왕 곡 팀 절 성 딸 형".split())
_SELDOM = 0.2
_PLACE_PARTICLES = {"에", "에서", "에는", "에서는", "에게"}
_LIST_PARTICLES = {"와", "과", "이나", "나", "하고", "이랑", "랑"}


def candidates(clause: Clause, gazetteer: Gazetteer) -> Iterator[KoreanCandidate]:
    """Yield the answers that a clause offers."""
    phrases = clause.phrases
    for last, phrase in enumerate(phrases):
        if phrase.noun is None or not _ends_noun_phrase(phrases, last):
            continue
        if reason := _reason(clause, last):
            yield reason
            continue
        first = last
        while first > 0 and _continues(phrases[first - 1]) and last - first < MAX_WORDS - 1:
            first -= 1
        found = _best(clause, first, last, gazetteer)
        if found is not None and found.end - found.start <= MAX_ANSWER:
            yield _adjusted(clause, _spelled(found))


def _is_one_of_many(phrases: Sequence[Phrase], first: int, last: int) -> bool:
    """Return whether dates or numbers are enumerated ("383년, 443년 등")."""
    before = phrases[first - 1] if first else None
    after = phrases[last + 1] if last + 1 < len(phrases) else None

    def counts(phrase: Phrase | None) -> bool:
        return phrase is not None and (
            phrase.role is Role.TIME or any(m.part == "SN" for m in phrase.nouns)
        )

    if not counts(phrases[last]):
        return False
    if phrases[last].particle.startswith(("과", "와", "및", "이나", "나")):
        return True
    if before is not None and before.particle in _LIST_PARTICLES and counts(before):
        return True
    if before is not None and before.comma and before.verb is None and counts(before):
        return True
    return (phrases[last].comma and counts(after)) or (
        after is not None and bool(after.nouns) and after.nouns[0].form == "등"
    )


def _reason(clause: Clause, last: int) -> KoreanCandidate | None:
    """Return a reason, as in "화재로 인해", "전쟁 때문에"."""
    phrases = clause.phrases
    if last + 1 >= len(phrases):
        return None
    phrase, after = phrases[last], phrases[last + 1]
    because = phrase.role is Role.NOUN and after.nouns and after.nouns[0].form == "때문"
    owing = (
        phrase.particle in ("로", "으로") and after.verb is not None and after.verb.form == "인하"
    )
    if not (because or owing) or phrase.noun is None or phrase.dependent:
        return None
    if after.verb is not None and after.role is not Role.CONNECTIVE:
        return None
    first = last
    while first > 0 and _continues(phrases[first - 1]) and last - first < MAX_WORDS - 1:
        first -= 1
    start = (phrases[first].noun or phrase.noun)[0]
    return KoreanCandidate(start, phrase.noun[1], AnswerKind.REASON, None, first, last + 1, 1.0)


def _spelled(candidate: KoreanCandidate) -> KoreanCandidate:
    """Nobody asks for "the 리" of something: most nouns of one syllable only end names."""
    noun = candidate.noun
    if candidate.kind is AnswerKind.NUMBER or noun is None or len(noun) > 1 or noun in _SHORT_NOUNS:
        return candidate
    return replace(candidate, noun=None)


def _adjusted(clause: Clause, candidate: KoreanCandidate) -> KoreanCandidate:
    """Return the candidate, a person if it does what people do, and less likely as an owner."""
    phrase = clause.phrases[candidate.last]
    if phrase.role in (Role.GENITIVE, Role.COMPLEMENT) or (
        phrase.role is Role.ADVERBIAL and phrase.particle not in _PLACE_PARTICLES
    ):
        return replace(candidate, weight=candidate.weight * _SELDOM)
    governor = clause.governor(candidate.last)
    verb = clause.phrases[governor] if governor is not None else None
    acts = verb is not None and (
        (verb.verb is not None and verb.verb.form in HUMAN_VERBS)
        or (bool(verb.nouns) and verb.nouns[-1].form in HUMAN_ACTS)
    )
    if (
        acts
        and candidate.kind is AnswerKind.THING
        and phrase.role in (Role.SUBJECT, Role.TOPIC)
        and phrase.proper
        and phrase.nouns[-1].part == "NNP"
    ):
        return replace(candidate, kind=AnswerKind.PERSON)
    return candidate


def _ends_noun_phrase(phrases: Sequence[Phrase], index: int) -> bool:
    phrase = phrases[index]
    if phrase.role is Role.OTHER or (phrase.dependent and not _counts(phrase)):
        return False
    if phrase.verb is not None and phrase.verb.part != "VCP":
        return False
    if phrase.role is Role.NOUN:
        # A noun without a particle is part of what follows; a count may stand alone.
        later = phrases[index + 1] if index + 1 < len(phrases) else None
        counts = _counts(phrase) and later is not None and not later.is_noun
        return later is None or (counts and not phrase.comma)
    return True


def _counts(phrase: Phrase) -> bool:
    return any(m.part in ("SN", "NR") for m in phrase.nouns) or phrase.nouns[-1].part == "NNB"


def _continues(phrase: Phrase) -> bool:
    return phrase.role is Role.NOUN and not phrase.comma


def _best(clause: Clause, first: int, last: int, gazetteer: Gazetteer) -> KoreanCandidate | None:
    """Return the best answer that ends with phrase `last` and starts with `first` or later."""
    phrases, text = clause.phrases, clause.text
    noun = phrases[last].noun
    if noun is None:
        return None
    end = noun[1]
    # "…하는 데 성공했다": the first word belongs to the clause before.
    starts = [
        (i, span[0])
        for i in range(first, last + 1)
        if (span := phrases[i].noun) is not None and (i == last or text[slice(*span)] != "데")
    ]

    def found(
        at: tuple[int, int], kind: AnswerKind, name: str | None, weight: float
    ) -> KoreanCandidate:
        return KoreanCandidate(at[1], end, kind, name, at[0], last, weight)

    if _is_one_of_many(phrases, first, last):
        return None
    for at in starts:
        if TIME.fullmatch(text[at[1] : end]):
            return found(at, _kind_of_time(text[at[1] : end]), None, 0.45)
    for at in starts:
        match = _NUMBER.fullmatch(text[at[1] : end])
        if match:
            return found(at, AnswerKind.NUMBER, match["unit"], 1.2)
    if phrases[last].nouns[-1].part in NUMERALS or all(
        m.part in NUMERALS for m in phrases[last].nouns
    ):
        return None
    if _is_listed(phrases, starts[0][0], last):
        return None
    return name(clause, starts, end, gazetteer)


def _is_listed(phrases: Sequence[Phrase], first: int, last: int) -> bool:
    """Return whether it is one of several, so that a question would have several answers."""
    before = phrases[first - 1] if first else None
    if before is not None and before.noun is not None:
        if before.role is Role.CONJUNCT or before.particle in _LIST_PARTICLES:
            return True
        if before.comma and before.role is Role.NOUN:
            return True
    after = phrases[last + 1] if last + 1 < len(phrases) else None
    if phrases[last].role is Role.CONJUNCT or (
        phrases[last].comma and phrases[last].role is Role.NOUN
    ):
        return True
    return after is not None and bool(after.nouns) and after.nouns[0].form in ("등", "및")


def _kind_of_time(text: str) -> AnswerKind:
    if _DAY.search(text):
        return AnswerKind.DAY
    if _MONTH.search(text):
        return AnswerKind.MONTH
    return AnswerKind.YEAR if _YEAR.search(text) else AnswerKind.PERIOD
