"""Which spans of a sentence somebody could ask for: people's answers are short noun phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exporter.train.entities import Kind, is_korean_name, kind_of_name, kind_of_noun, kind_of_place
from exporter.train.gazetteer import Gazetteer
from exporter.train.lexicon import FRAME_NOUNS, HUMAN_ACTS, HUMAN_VERBS, PERSON_SUFFIXES, UNITS
from exporter.train.morphology import QUOTED
from exporter.train.phrases import TIME, Clause, Phrase, Role

MAX_ANSWER = 28
"""Longest answer in characters; nine in ten of KorQuAD's have at most 10."""

_MAX_WORDS = 5
_MIN_SINGLE = 2
_MAX_COMMON = 3

_UNIT = "|".join(UNITS)
_NUMBER = re.compile(
    r"(?:약 ?|총 ?|무려 ?|제 ?)?\d[\d,]*(?:\.\d+)?(?: ?[만억조천백]? ?\d[\d,]*)*"
    rf"(?: ?[천백]?[만억조천백])?(?: ?여| ?수)? ?(?P<unit>{'|'.join(UNITS)})(?: 반)?"
)
_DAY = re.compile(r"\d일$")
_MONTH = re.compile(r"\d월$")
_YEAR = re.compile(r"\d년$")

_SHORT_NOUNS = frozenset("섬 강 산 역 책 왕 곡 팀 절 성 딸 형".split())
_SELDOM = 0.2
_PLACE_PARTICLES = {"에", "에서", "에는", "에서는", "에게"}
_NUMERALS = {"NR", "SN", "NNB"}
_LIST_PARTICLES = {"와", "과", "이나", "나", "하고", "이랑", "랑"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that a question can ask for.

    Attributes:
        start, end: Place in the clause's text.
        kind: What kind of thing it is.
        noun: What it is called, or the unit of a number; None if not known.
        first, last: Its phrases' indices.
        weight: How likely people ask for such a one.
    """

    start: int
    end: int
    kind: Kind
    noun: str | None
    first: int
    last: int
    weight: float


def candidates(clause: Clause, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """The answers that a clause offers."""
    phrases = clause.phrases
    for last, phrase in enumerate(phrases):
        if phrase.noun is None or not _ends_noun_phrase(phrases, last):
            continue
        if reason := _reason(clause, last):
            yield reason
            continue
        first = last
        while first > 0 and _continues(phrases[first - 1]) and last - first < _MAX_WORDS - 1:
            first -= 1
        found = _best(clause, first, last, gazetteer)
        if found is not None and found.end - found.start <= MAX_ANSWER:
            yield _adjusted(clause, _spelled(found))


def _is_one_of_many(phrases: Sequence[Phrase], first: int, last: int) -> bool:
    """Whether dates or numbers are enumerated ("383년, 443년 등")."""
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


def _reason(clause: Clause, last: int) -> Candidate | None:
    """As in "화재로 인해", "전쟁 때문에"."""
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
    while first > 0 and _continues(phrases[first - 1]) and last - first < _MAX_WORDS - 1:
        first -= 1
    start = (phrases[first].noun or phrase.noun)[0]
    return Candidate(start, phrase.noun[1], Kind.REASON, None, first, last + 1, 1.0)


def _spelled(candidate: Candidate) -> Candidate:
    """Nobody asks for "the 리" of something: most nouns of one syllable only end names."""
    noun = candidate.noun
    if candidate.kind is Kind.NUMBER or noun is None or len(noun) > 1 or noun in _SHORT_NOUNS:
        return candidate
    return replace(candidate, noun=None)


def _adjusted(clause: Clause, candidate: Candidate) -> Candidate:
    """Who does what people do is a person; what only says whose something is, few ask for."""
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
        and candidate.kind is Kind.THING
        and phrase.role in (Role.SUBJECT, Role.TOPIC)
        and phrase.proper
        and phrase.nouns[-1].part == "NNP"
    ):
        return replace(candidate, kind=Kind.PERSON)
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


def _best(clause: Clause, first: int, last: int, gazetteer: Gazetteer) -> Candidate | None:
    """The best answer that ends with phrase `last` and starts no earlier than phrase `first`."""
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

    def found(at: tuple[int, int], kind: Kind, name: str | None, weight: float) -> Candidate:
        return Candidate(at[1], end, kind, name, at[0], last, weight)

    if _is_one_of_many(phrases, first, last):
        return None
    for at in starts:
        if TIME.fullmatch(text[at[1] : end]):
            return found(at, _kind_of_time(text[at[1] : end]), None, 0.45)
    for at in starts:
        match = _NUMBER.fullmatch(text[at[1] : end])
        if match:
            return found(at, Kind.NUMBER, match["unit"], 1.2)
    if phrases[last].nouns[-1].part in _NUMERALS or all(
        m.part in _NUMERALS for m in phrases[last].nouns
    ):
        return None
    if _is_listed(phrases, starts[0][0], last):
        return None
    return _name(clause, starts, end, gazetteer)


def _name(
    clause: Clause, starts: list[tuple[int, int]], end: int, gazetteer: Gazetteer
) -> Candidate | None:
    phrases, text = clause.phrases, clause.text
    last = starts[-1][0]
    before = phrases[starts[-1][0] - 1] if starts[-1][0] else None

    def called(at: tuple[int, int]) -> str | None:
        """The common noun before a name: "소설가 김훈", "영화 《…》"."""
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
    if len(proper) == _MAX_WORDS:
        # A longer name than this is cut somewhere.
        return None
    for at in starts:
        name = text[at[1] : end]
        if place := kind_of_place(name):
            return Candidate(at[1], end, Kind.PLACE, place, at[0], last, 1.0)
        entity = gazetteer.get(name)
        # Part of a person's name is often a word, too: "리스트".
        certain = len(name) > 2 and (entity is not None and entity.kind is not Kind.PERSON)
        if entity and (certain or phrases[last].proper):
            noun = entity.noun or called(at)
            if entity.kind is Kind.PERSON and proper and proper[0][0] < at[0]:
                at = proper[0]
            return Candidate(at[1], end, entity.kind, noun, at[0], last, 1.0)
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
            kind = Kind.PERSON
        names_only = all(m.part == "NNP" for m in phrases[last].nouns)
        if kind is None and phrases[last].particle == "에서" and names_only:
            kind = Kind.PLACE
        weight = 0.9 if kind else 0.3
        if kind is None and phrases[last].role in (Role.SUBJECT, Role.TOPIC):
            # Somebody or something: a question would have to say which.
            weight = 0.1
        return Candidate(at[1], end, kind or Kind.THING, noun, at[0], last, weight)
    return _common(clause, starts, end, before, gazetteer)


def _proper(
    clause: Clause, starts: list[tuple[int, int]], last: int, gazetteer: Gazetteer
) -> list[tuple[int, int]]:
    """Where a name that ends with phrase `last` may start, without the place or body it is of."""
    phrases, text = clause.phrases, clause.text
    found = [
        at for at in starts if at[0] <= last and all(p.proper for p in phrases[at[0] : last + 1])
    ]
    while len(found) > 1:
        word = text[found[0][1] : found[1][1]].strip()
        entity = gazetteer.get(word)
        typed = kind_of_name(word)
        kind = entity.kind if entity else typed[0] if typed else None
        if not kind_of_place(word) and kind not in (Kind.PLACE, Kind.ORGANISATION):
            break
        found = found[1:]
    return found


def _titled(
    clause: Clause, starts: list[tuple[int, int]], gazetteer: Gazetteer
) -> Candidate | None:
    """Somebody's name before what they are: "박정희" of "박정희 대통령"."""
    phrases, text = clause.phrases, clause.text
    last = starts[-1][0]
    nouns, span = phrases[last].nouns, phrases[last].noun
    if span is None or len(nouns) != 1 or kind_of_noun(text[slice(*span)]) is not Kind.PERSON:
        return None
    proper = _proper(clause, starts, last - 1, gazetteer)
    name = phrases[last - 1].noun if proper else None
    if name is None:
        return None
    if is_korean_name(text[slice(*name)]):
        proper = proper[-1:]
    at = proper[0]
    entity = gazetteer.get(text[at[1] : name[1]])
    if entity is not None and entity.kind is not Kind.PERSON:
        return None
    return Candidate(at[1], name[1], Kind.PERSON, text[slice(*span)], at[0], last, 1.0)


def _common(
    clause: Clause,
    starts: list[tuple[int, int]],
    end: int,
    before: Phrase | None,
    gazetteer: Gazetteer,
) -> Candidate | None:
    """A common noun, with the nouns that say which one."""
    phrases, text = clause.phrases, clause.text
    last = starts[-1][0]
    words = [text[span[0] : span[1]] for i, _ in starts if (span := phrases[i].noun)]
    if words[-1] in FRAME_NOUNS or any(word in ("등", "각", "매", "첫") for word in words):
        return None
    frame = max((i for i, word in enumerate(words) if word in FRAME_NOUNS), default=-1)
    starts = starts[frame + 1 :][-_MAX_COMMON:]
    at = starts[0]
    if any(m.part in _NUMERALS for i, _ in starts for m in phrases[i].nouns) and len(starts) > 1:
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
    kind = kind or kind_of_noun(text[at[1] : end]) or Kind.THING
    if nouns[-1].part == "XSN" and nouns[-1].form in PERSON_SUFFIXES:
        kind = Kind.PERSON
    if kind is Kind.PERSON and single:
        # "누가 배우인가": the word is a role, not somebody.
        kind = Kind.THING
    weight = 0.04 if single else 0.2
    if before is not None and before.role is Role.GENITIVE and single:
        weight = 0.02
    return Candidate(at[1], end, kind, noun, at[0], last, weight)


def _quoted(
    clause: Clause, at: tuple[int, int], end: int, called: str | None, gazetteer: Gazetteer
) -> Candidate | None:
    text = clause.text
    name = text[at[1] : end]
    if name != name.strip() or (re.search(r"[다요까]\.?$", name) and " " in name):
        return None
    title = text[at[1] - 1] in "《〈『「<"
    entity = gazetteer.get(name)
    noun = called or (entity.noun if entity else None)
    kind = (kind_of_noun(noun) if noun else None) or (entity.kind if entity else None)
    if kind is None or kind is Kind.THING:
        kind = Kind.WORK if title else Kind.QUOTATION
    return Candidate(at[1], end, kind, noun, at[0], at[0], 0.9 if title else 0.6)


def _is_listed(phrases: Sequence[Phrase], first: int, last: int) -> bool:
    """Whether it is one of several, so that a question would have several answers."""
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


def _kind_of_time(text: str) -> Kind:
    if _DAY.search(text):
        return Kind.DAY
    if _MONTH.search(text):
        return Kind.MONTH
    return Kind.YEAR if _YEAR.search(text) else Kind.PERIOD
