"""Names, titles and common nouns of a Korean clause, and what kinds of things they are."""

from __future__ import annotations

import re

from exporter.train.questions.entities import (
    AnswerKind,
    is_korean_name,
    kind_of_name,
    kind_of_noun,
    kind_of_place,
)
from exporter.train.questions.korean.candidate import MAX_WORDS, KoreanCandidate
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import NUMERALS, QUOTED
from exporter.train.questions.korean.phrases import Clause, Phrase, Role
from exporter.train.questions.korean.words import FRAME_NOUNS, PERSON_SUFFIXES

_MIN_SINGLE = 2
_MAX_COMMON = 3


def name(
    clause: Clause, starts: list[tuple[int, int]], end: int, gazetteer: Gazetteer
) -> KoreanCandidate | None:
    """Return the best name or noun phrase that ends with a clause's phrase.

    Args:
        clause: Where it stands.
        starts: (phrase, place in the text) of where it may start; the last one is its own phrase.
        end: Its place in the text.
        gazetteer: The names that are known.
    """
    phrases, text = clause.phrases, clause.text
    last = starts[-1][0]
    before = phrases[starts[-1][0] - 1] if starts[-1][0] else None

    def called(at: tuple[int, int]) -> str | None:
        """Return the common noun before a name: "소설가 김훈", "영화 《…》"."""
        index = at[0] - 1
        if index < starts[0][0] or (span := phrases[index].noun) is None:
            return None
        word = text[span[0] : span[1]]
        last_noun = phrases[index].nouns[-1].form
        if kind_of_noun(word) or word in gazetteer.nouns:
            return word
        return last_noun if kind_of_noun(last_noun) else None

    if phrases[last].nouns[-1].part == QUOTED and len(phrases[last].nouns) == 1:
        at = starts[-1]
        return _quoted(clause, at, end, called(at), gazetteer)
    if titled := _titled(clause, starts, gazetteer):
        return titled
    proper = _proper(clause, starts, last, gazetteer)
    if len(proper) == MAX_WORDS:
        # A longer name than this is cut somewhere.
        return None
    for at in starts:
        text_of = text[at[1] : end]
        if place := kind_of_place(text_of):
            return KoreanCandidate(at[1], end, AnswerKind.PLACE, place, at[0], last, 1.0)
        entity = gazetteer.get(text_of)
        # Part of a person's name is often a word, too: "리스트".
        certain = len(text_of) > 2 and (entity is not None and entity.kind is not AnswerKind.PERSON)
        if entity and (certain or phrases[last].proper):
            noun = entity.noun or called(at)
            if entity.kind is AnswerKind.PERSON and proper and proper[0][0] < at[0]:
                at = proper[0]
            return KoreanCandidate(at[1], end, entity.kind, noun, at[0], last, 1.0)
    if proper:
        at = proper[0]
        name = text[at[1] : end]
        typed = kind_of_name(name)
        noun = called(at)
        kind = kind_of_noun(noun) if noun else None
        if typed and not kind:
            kind, noun = typed
        one = len(phrases[last].nouns) == 1 and len(proper) == 1
        if kind is None and (
            (name.endswith("왕") and len(name) > 2) or (one and is_korean_name(name))
        ):
            kind = AnswerKind.PERSON
        names_only = all(m.part == "NNP" for m in phrases[last].nouns)
        if kind is None and phrases[last].particle == "에서" and names_only:
            kind = AnswerKind.PLACE
        weight = 0.9 if kind else 0.3
        if kind is None and phrases[last].role in (Role.SUBJECT, Role.TOPIC):
            # Somebody or something: a question would have to say which.
            weight = 0.1
        return KoreanCandidate(at[1], end, kind or AnswerKind.THING, noun, at[0], last, weight)
    return _common(clause, starts, end, before, gazetteer)


def _proper(
    clause: Clause, starts: list[tuple[int, int]], last: int, gazetteer: Gazetteer
) -> list[tuple[int, int]]:
    """Return where a name that ends with phrase `last` may start, without the place it is of."""
    phrases, text = clause.phrases, clause.text
    found = [
        at for at in starts if at[0] <= last and all(p.proper for p in phrases[at[0] : last + 1])
    ]
    while len(found) > 1:
        word = text[found[0][1] : found[1][1]].strip()
        entity = gazetteer.get(word)
        typed = kind_of_name(word)
        kind = entity.kind if entity else typed[0] if typed else None
        if not kind_of_place(word) and kind not in (AnswerKind.PLACE, AnswerKind.ORGANISATION):
            break
        found = found[1:]
    return found


def _titled(
    clause: Clause, starts: list[tuple[int, int]], gazetteer: Gazetteer
) -> KoreanCandidate | None:
    """Return somebody's name before what they are: "박정희" of "박정희 대통령"."""
    phrases, text = clause.phrases, clause.text
    last = starts[-1][0]
    nouns, span = phrases[last].nouns, phrases[last].noun
    if span is None or len(nouns) != 1 or kind_of_noun(text[slice(*span)]) is not AnswerKind.PERSON:
        return None
    proper = _proper(clause, starts, last - 1, gazetteer)
    name = phrases[last - 1].noun if proper else None
    if name is None:
        return None
    if is_korean_name(text[slice(*name)]):
        proper = proper[-1:]
    at = proper[0]
    entity = gazetteer.get(text[at[1] : name[1]])
    if entity is not None and entity.kind is not AnswerKind.PERSON:
        return None
    return KoreanCandidate(at[1], name[1], AnswerKind.PERSON, text[slice(*span)], at[0], last, 1.0)


def _common(
    clause: Clause,
    starts: list[tuple[int, int]],
    end: int,
    before: Phrase | None,
    gazetteer: Gazetteer,
) -> KoreanCandidate | None:
    """Return a common noun, with the nouns that say which one."""
    phrases, text = clause.phrases, clause.text
    last = starts[-1][0]
    words = [text[span[0] : span[1]] for i, _ in starts if (span := phrases[i].noun)]
    if words[-1] in FRAME_NOUNS or any(word in ("등", "각", "매", "첫") for word in words):
        return None
    frame = max((i for i, word in enumerate(words) if word in FRAME_NOUNS), default=-1)
    starts = starts[frame + 1 :][-_MAX_COMMON:]
    at = starts[0]
    if any(m.part in NUMERALS for i, _ in starts for m in phrases[i].nouns) and len(starts) > 1:
        return None
    nouns = phrases[last].nouns
    typed = kind_of_name(text[at[1] : end])
    kind = typed[0] if typed else None
    noun: str | None = typed[1] if typed else None
    if noun is None and (len(starts) > 1 or len(nouns) > 1):
        head = nouns[-1].form
        if nouns[-1].part == "NNG" and head in gazetteer.nouns and len(head) > 1:
            noun, kind = head, kind_of_noun(head)
    single = len(starts) == 1 and len(nouns) == 1
    if nouns[-1].form in ("적", "들", "상", "화") and nouns[-1].part == "XSN":
        return None
    if single and end - at[1] < _MIN_SINGLE:
        return None
    if noun is None and not single and nouns[-1].part == "NNG" and len(nouns[-1].form) > 1:
        noun, kind = nouns[-1].form, kind_of_noun(nouns[-1].form)
    kind = kind or kind_of_noun(text[at[1] : end]) or AnswerKind.THING
    if nouns[-1].part == "XSN" and nouns[-1].form in PERSON_SUFFIXES:
        kind = AnswerKind.PERSON
    if kind is AnswerKind.PERSON and single:
        # "누가 배우인가": the word is a role, not somebody.
        kind = AnswerKind.THING
    weight = 0.04 if single else 0.2
    if before is not None and before.role is Role.GENITIVE and single:
        weight = 0.02
    return KoreanCandidate(at[1], end, kind, noun, at[0], last, weight)


def _quoted(
    clause: Clause, at: tuple[int, int], end: int, called: str | None, gazetteer: Gazetteer
) -> KoreanCandidate | None:
    text = clause.text
    name = text[at[1] : end]
    if name != name.strip() or (re.search(r"[다요까]\.?$", name) and " " in name):
        return None
    title = text[at[1] - 1] in "《〈『「<"
    entity = gazetteer.get(name)
    noun = called or (entity.noun if entity else None)
    kind = (kind_of_noun(noun) if noun else None) or (entity.kind if entity else None)
    if kind is None or kind is AnswerKind.THING:
        kind = AnswerKind.WORK if title else AnswerKind.QUOTATION
    return KoreanCandidate(at[1], end, kind, noun, at[0], at[0], 0.9 if title else 0.6)
