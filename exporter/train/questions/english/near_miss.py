"""English questions near to one that a passage answers, without an answer themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from simplemma import lemmatize

from exporter.train.questions.english.candidates import MONTHS
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.opposites import (
    ATTRIBUTES,
    OPPOSITES,
    OTHERS,
    REASONS,
)
from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.near_miss import (
    Change,
    NamePool,
    NearMiss,
    Spot,
    Told,
    another_name,
    change_of,
    squeezed,
)

_CAPITALISED = r"[A-Z][\w.'’&-]*(?<![.'’&-])"
_NAME = re.compile(
    rf"\b{_CAPITALISED}(?: (?:of |de |von |van |the )?{_CAPITALISED})*(?<!'s)(?<!’s)"
)
_QUESTION_WORDS = frozenset(
    """
    what when where which who whom whose why how in on at is are was were did does do has have had
    can could will the a an of for to from by with if from during after before under since name
    """.split()
)
_NOT_NAMES = MONTHS | frozenset("I He She It They We The In On At This That".split())
# Of a country or a language: "Danish".
_ADJECTIVE = re.compile(r"(?:ish|ese|ian|can)$")
_YEAR = re.compile(r"\b(?P<value>1\d{3}|20[0-2]\d)\b(?!,)")
_NUMBER = re.compile(r"(?<![\w.,$-])(?P<value>\d{1,3})(?=(?:st|nd|rd|th)?\b)(?![.,]\d)")
_MONTH = re.compile(rf"\b(?P<value>{'|'.join(sorted(MONTHS - {'May'}))})\b")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_SUFFIX = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_NEAR_YEARS, _LAST_YEAR = 40, 2026
_TRIES = 8

_HELPER = re.compile(
    r"^(?P<wh>.*?\b(?:when|where|what|which|who|why|how|year|day|date|country|city|place)\b.*?)"
    r"\b(?P<helper>did|does|do|was|were|is|are)\b (?P<rest>.+)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?P<who>Who|Which \w+|What \w+) (?P<verb>[a-z]+ed|wrote|won|led|built) ")
_BASES = {"wrote": "write", "won": "win", "led": "lead", "built": "build"}
_WHEN = re.compile(r"^(?:When|In what year|In which year|What year) (?=(?:did|was|were) )")
_WHERE = re.compile(r"^Where (?=(?:did|was|were) )")


class EnglishNearMisses:
    """Changes English questions."""

    def __init__(self, known: EnglishNames) -> None:
        """Keep what tells the kinds of names."""
        self._known = known

    def spots(self, text: str) -> list[Spot]:
        """Return the names in a text."""
        found = []
        for match in _NAME.finditer(text):
            start, name = match.start(), match[0]
            # "Where is", "When", "The": what starts a sentence has a capital anyway.
            while (first := name.split(" ", 1)[0]).lower() in _QUESTION_WORDS:
                start += len(first) + 1
                name = name[len(first) + 1 :]
                if not name:
                    break
            if len(name) < 2 or name in _NOT_NAMES or not name[0].isupper():
                continue
            starts = start == 0 or text[start - 2 : start] in (". ", "? ", "! ")
            kind = self._known.kind(name, "")
            if " " not in name and (
                _ADJECTIVE.search(name) or (starts and kind is AnswerKind.THING)
            ):
                continue
            before = text[:start].rsplit(maxsplit=1)[-1].lower() if text[:start].split() else ""
            found.append(Spot(start, start + len(name), name, self._known.kind(name, before)))
        return found

    def near_misses(
        self, question: str, told: Told, pools: Sequence[NamePool], random: Random
    ) -> Iterator[NearMiss]:
        """Yield one question of each change that can be made; none of them has an answer."""
        spots = self.spots(question)
        misses = [
            *_other_names(question, spots, told, pools, random),
            *_other_values(question, told, random),
            *_other_word(question, told, random, OPPOSITES, Change.OPPOSITE),
            *_other_word(question, told, random, OTHERS, Change.PREDICATE),
            *_negated(question),
            *_asked_for_else(question, told),
            *_attribute(spots, told, random),
        ]
        for miss in misses:
            text = squeezed(miss.question)
            if text != squeezed(question) and not any(squeezed(a) in text for a in told.answers):
                yield miss


def _other_names(
    question: str, spots: Sequence[Spot], told: Told, pools: Sequence[NamePool], random: Random
) -> Iterator[NearMiss]:
    done: set[Change] = set()
    for spot in random.sample(spots, len(spots)):
        change = change_of(spot.kind)
        if change not in done and (other := another_name(spot, question, told, pools, random)):
            done.add(change)
            yield NearMiss(change, question[: spot.start] + other + question[spot.end :])


def _other_values(question: str, told: Told, random: Random) -> Iterator[NearMiss]:
    years = list(_YEAR.finditer(question))
    if years:
        match = random.choice(years)
        year = int(match["value"])
        drawn = [
            str(random.randint(year - _NEAR_YEARS, max(year, min(_LAST_YEAR, year + _NEAR_YEARS))))
            for _ in range(_TRIES)
        ]
        yield from _exchanged(question, match, _values(_YEAR, told, random) + drawn, told, random)
    elif months := list(_MONTH.finditer(question)):
        others = random.sample(sorted(MONTHS), _TRIES)
        yield from _exchanged(question, random.choice(months), others, told, random)
    numbers = list(_NUMBER.finditer(question))
    if numbers:
        match = random.choice(numbers)
        value = int(match["value"])
        drawn = [str(random.randint(max(1, value // 2), max(4, value * 2))) for _ in range(_TRIES)]
        for miss in _exchanged(question, match, drawn, told, random):
            yield NearMiss(Change.NUMBER, _SUFFIX.sub(_ordinal_suffix, miss.question))


def _ordinal_suffix(match: re.Match[str]) -> str:
    value = match.string[: match.start()]
    if value[-2:-1] == "1":
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(value[-1], "th")


def _values(pattern: re.Pattern[str], told: Told, random: Random) -> list[str]:
    values = [m["value"] for m in pattern.finditer(told.context)]
    return random.sample(values, min(len(values), _TRIES))


def _exchanged(
    text: str, match: re.Match[str], others: Sequence[str], told: Told, random: Random
) -> Iterator[NearMiss]:
    for value in others:
        if value != match["value"] and not told.is_near(value):
            yield NearMiss(Change.TIME, text[: match.start()] + value + text[match.end() :])
            return


def _other_word(
    question: str,
    told: Told,
    random: Random,
    table: Mapping[str, tuple[str, ...]],
    change: Change,
) -> Iterator[NearMiss]:
    places = [
        (match, other)
        for match in _WORD.finditer(question)
        for other in table.get(match[0], ())
        if not told.holds(other) and other not in question.split()
    ]
    if places:
        match, other = random.choice(places)
        yield NearMiss(change, question[: match.start()] + other + question[match.end() :])


def _negated(question: str) -> Iterator[NearMiss]:
    if " not " in question or "n't" in question:
        return
    if match := _SUBJECT.match(question):
        verb = match["verb"]
        base = _BASES.get(verb) or lemmatize(verb, lang="en")
        yield NearMiss(Change.NEGATION, f"{match['who']} did not {base} {question[match.end() :]}")
    elif match := _HELPER.match(question):
        helper = match["helper"]
        if helper.lower() in ("did", "does", "do"):
            negated = f"{match['wh']}{helper}n't {match['rest']}"
            yield NearMiss(Change.NEGATION, negated)


def _asked_for_else(question: str, told: Told) -> Iterator[NearMiss]:
    """Ask why, where the answer's sentence does not tell."""
    if any(squeezed(word) in told.near for word in REASONS if word != "to ") or not told.near:
        return
    for pattern in (_WHEN, _WHERE):
        if match := pattern.match(question):
            yield NearMiss(Change.ASKED, f"Why {question[match.end() :]}")
            return


def _attribute(spots: Sequence[Spot], told: Told, random: Random) -> Iterator[NearMiss]:
    """Ask for something of a name that the passage is silent on."""
    known = [spot for spot in spots if told.holds(spot.name)]
    if not known:
        return
    spot = random.choice(known)
    wanted = random.choice(ATTRIBUTES.get(spot.kind, ATTRIBUTES[AnswerKind.THING]))
    if any(told.holds(word) for word in wanted.split()):
        return
    form = random.choice(
        ["What is {0}'s {1}?", "What is the {1} of {0}?", "What was the {1} of {0}?"]
    )
    yield NearMiss(Change.NO_INFORMATION, form.format(spot.name, wanted))
