"""Which words of an English sentence somebody could ask for: dates, numbers, names, short nouns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.train.questions.english.clauses import Clause, Word
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.entities import AnswerKind

MONTHS = frozenset(
    "January February March April May June July August September October November December".split()
)
_YEAR = re.compile(r"1\d{3}|20\d\d")
_DECADE = re.compile(r"(?:1\d|20)\d0s")
_CENTURY = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_DAY = re.compile(r"[12]?\d|3[01]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SPELLED = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
)
_SCALES = frozenset("hundred thousand million billion percent %".split())
# What a number measures rather than counts: the answer goes with its unit.
MEASURES = {
    "long": frozenset("years year months days hours minutes weeks decades".split()),
    "far": frozenset("miles kilometers kilometres km meters metres feet mi".split()),
    "much": frozenset("percent % dollars pounds euros tons tonnes kg kilograms".split()),
}
_LINKS = frozenset({"of", "de", "von", "van", "der", "la", "&"})
_MOST_WORDS, _MOST_COMMON = 6, 4
_TIME_PREPOSITIONS = frozenset("in on since by from until after before during around".split())
PLACE_PREPOSITIONS = frozenset("in at near from to into through across".split())


@dataclass(frozen=True, slots=True)
class EnglishCandidate:
    """Words that a question can ask for.

    Attributes:
        words: Their range in the clause.
        kind: What kind of thing it is.
        noun: What is counted, or how it is measured ("far"); "" if neither.
        weight: How likely people ask for such a one.
    """

    words: range
    kind: AnswerKind
    noun: str
    weight: float


def candidates(clause: Clause, names: EnglishNames) -> Iterator[EnglishCandidate]:
    """Yield the answers that a clause offers; none of them overlap."""
    words = clause.words
    at = 0
    while at < len(words):
        found = (
            _date(words, at) or _number(words, at) or _name(words, at, names) or _noun(clause, at)
        )
        if found is not None and not (at in clause.verb or found.words.stop - 1 in clause.verb):
            yield found
            at = found.words.stop
        else:
            at += 1


def _date(words: Sequence[Word], at: int) -> EnglishCandidate | None:
    texts = [word.text for word in words[at : at + 5]] + [""] * 5
    before = words[at - 1].text.lower() if at else ""
    match texts:
        case [day, month, year, *_] if _DAY.fullmatch(day) and month in MONTHS:
            return _time(at, 3 if _YEAR.fullmatch(year) else 2, AnswerKind.DAY)
        case [month, day, ",", year, *_] if month in MONTHS and _YEAR.fullmatch(year):
            return _time(at, 4, AnswerKind.DAY)
        case [month, day, *_] if month in MONTHS and _DAY.fullmatch(day):
            return _time(at, 2, AnswerKind.DAY)
        case [month, year, *_] if month in MONTHS and _YEAR.fullmatch(year):
            return _time(at, 2, AnswerKind.MONTH)
        case [century, "century", *_] if _CENTURY.fullmatch(century):
            return _time(at, 2, AnswerKind.PERIOD)
        case [year, *_] if _YEAR.fullmatch(year) and before in _TIME_PREPOSITIONS:
            return _time(at, 1, AnswerKind.YEAR)
        case [decade, *_] if _DECADE.fullmatch(decade):
            return _time(at, 1, AnswerKind.PERIOD)
    return None


def _time(at: int, count: int, kind: AnswerKind) -> EnglishCandidate:
    return EnglishCandidate(range(at, at + count), kind, "", 1.5)


def _number(words: Sequence[Word], at: int) -> EnglishCandidate | None:
    text = words[at].text
    if not (_NUMBER.fullmatch(text) or text.lower() in _SPELLED):
        return None
    end = at + 1
    while end < len(words) and words[end].text.lower() in _SCALES:
        end += 1
    if words[end - 1].text.lower() in MEASURES["much"]:
        return EnglishCandidate(range(at, end), AnswerKind.NUMBER, "much", 1.2)
    noun = end
    while noun < len(words) and words[noun].tag in ("JJ", "NN", "VBN"):
        noun += 1
    if noun == len(words) or words[noun].tag != "NNS":
        return None
    for measure, units in MEASURES.items():
        if noun == end and words[noun].text.lower() in units:
            return EnglishCandidate(range(at, noun + 1), AnswerKind.NUMBER, measure, 1.2)
    counted = " ".join(word.text for word in words[end : noun + 1])
    return EnglishCandidate(range(at, end), AnswerKind.NUMBER, counted, 1.2)


def _name(words: Sequence[Word], at: int, names: EnglishNames) -> EnglishCandidate | None:
    if not words[at].is_name or words[at].text in MONTHS:
        return None
    end = at + 1
    while end < len(words) and end - at < _MOST_WORDS:
        if words[end].is_name and not words[end - 1].text.endswith(("'s", "’s")):
            end += 1
        elif words[end].text in _LINKS and end + 1 < len(words) and words[end + 1].is_name:
            end += 2
        else:
            break
    # A sentence's first word has a capital anyway.
    if at == 0 and end == 1 and not words[0].tag.startswith("NNP"):
        return None
    # An adjective or the first part of a longer noun: "English philosopher".
    if end < len(words) and words[end].tag.startswith("NN"):
        return None
    text = " ".join(word.text for word in words[at:end])
    if text.endswith(("'s", "’s")):
        return None
    before = words[at - 1].text.lower() if at else ""
    kind = names.kind(text, before)
    return EnglishCandidate(range(at, end), kind, "", 0.5 if kind is AnswerKind.THING else 1.0)


def _noun(clause: Clause, at: int) -> EnglishCandidate | None:
    """Return a short noun phrase after the verb: "the strongest acid"."""
    words = clause.words
    if at not in clause.rest or words[at].tag not in ("DT", "JJ", "NN", "NNS"):
        return None
    if at and words[at - 1].tag[:2] in ("JJ", "NN", "DT", "CD"):
        return None
    first = at + (words[at].tag == "DT")
    end = first
    while end < len(words) and words[end].tag in ("JJ", "NN", "NNS") and end - first < _MOST_COMMON:
        end += 1
    if end == first or not words[end - 1].tag.startswith("NN"):
        return None
    if end < len(words) and words[end].tag[:2] in ("NN", "JJ", "CD"):
        return None
    return EnglishCandidate(range(first, end), AnswerKind.THING, "", 0.1)
