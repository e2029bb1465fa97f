"""Questions near to one that a passage answers, with one thing changed so that it does not.

The kinds are those of SQuAD 2.0's unanswerable questions (Rajpurkar, Jia and Liang 2018, table 1:
negation, antonym, entity swap, and so on), with the swapped entity told by what it is. A change is
only made where the passage shows that the new question has no answer there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Protocol

from exporter.train.questions.entities import AnswerKind
from mrc_core.sentences import sentence_starts


class Change(StrEnum):
    """What was changed."""

    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    TIME = "time"
    NUMBER = "number"
    OPPOSITE = "opposite"
    PREDICATE = "predicate"
    NEGATION = "negation"
    ASKED = "asked"
    NO_INFORMATION = "no-information"


WEIGHTS: Mapping[Change, float] = {
    Change.PERSON: 3.0,
    Change.PLACE: 3.0,
    Change.NAME: 2.5,
    Change.TIME: 2.0,
    Change.NUMBER: 2.0,
    Change.OPPOSITE: 2.0,
    Change.PREDICATE: 2.0,
    Change.NEGATION: 0.8,
    Change.ASKED: 1.0,
    Change.NO_INFORMATION: 1.2,
}
"""How often each is drawn where several can be made."""

_BLANK = re.compile(r"\s")
_LEAST_NAME = 2
# Two of one thing's names: an exchange would change nothing.
_ALIASES = tuple(
    frozenset(row.split())
    for row in """
    한국 대한민국 남한 조선 고려 코리아
    북한 조선 조선민주주의인민공화국
    중국 중화인민공화국 명나라 청나라 당나라 송나라 명 청 당 송
    대만 타이완 중화민국
    소련 러시아 소비에트
    영국 잉글랜드 대영제국
    독일 서독 동독 프로이센
    미국 미합중국
    네덜란드 홀란드
    터키 튀르키예 오스만
    호주 오스트레일리아
    이탈리아 로마
    일본 왜
    인도 무굴
    USA U.S. US America
    UK Britain England
    """.strip().splitlines()
)


def squeezed(text: str) -> str:
    """Return a text without blanks, in lower case: names are written with and without."""
    return _BLANK.sub("", text).lower()


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in a text.

    Attributes:
        start, end: Its place.
        name: What stands there.
        kind: Of person, place, organisation, work; THING where only its being a name is known.
        noun: What it is called ("도시"), if known.
    """

    start: int
    end: int
    name: str
    kind: AnswerKind
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question without an answer, and what was changed to make it."""

    change: Change
    question: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a passage says, all of it and around the answer, for telling what is not said there."""

    context: str
    answers: tuple[str, ...]
    all: str
    near: str

    @classmethod
    def of(cls, context: str, answers: Iterable[tuple[str, int]]) -> Told:
        """Look up the sentences in which the answers (text, start) stand."""
        rows = tuple(answers)
        bounds = [0, *sentence_starts(context), len(context) + 1]
        near = []
        for text, start in rows:
            first = max(0, bisect_right(bounds, start) - 1)
            last = max(first, bisect_right(bounds, start + len(text) - 1) - 1)
            near.append(context[bounds[first] : bounds[min(last + 1, len(bounds) - 1)]])
        return cls(
            context, tuple(text for text, _ in rows), squeezed(context), squeezed(" ".join(near))
        )

    def holds(self, text: str) -> bool:
        """Return whether the passage has these words."""
        return squeezed(text) in self.all

    def is_near(self, text: str) -> bool:
        """Return whether a sentence that holds the answer has these words."""
        return squeezed(text) in self.near

    def is_answer(self, text: str) -> bool:
        """Return whether it is a part of an answer, or an answer of it."""
        short = squeezed(text)
        return any(short in squeezed(a) or squeezed(a) in short for a in self.answers)


class NamePool:
    """Names to choose from: by kind, and by what they are called."""

    def __init__(self) -> None:
        self._names: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._listed: dict[str, tuple[str, ...]] = {}

    def add(self, spots: Iterable[Spot]) -> None:
        """Learn more of them."""
        for spot in spots:
            for key in filter(None, (spot.kind, spot.noun)):
                self._names[key][spot.name] = None
        self._listed.clear()

    def like(self, spot: Spot) -> Sequence[str]:
        """Return names of a spot's noun if there are others, else of its kind."""
        named = self._list(spot.noun) if spot.noun else ()
        return named if len(named) > 1 else self._list(spot.kind)

    def _list(self, key: str) -> tuple[str, ...]:
        if key not in self._listed:
            self._listed[key] = tuple(self._names.get(key, ()))
        return self._listed[key]


def another_name(
    spot: Spot, question: str, told: Told, pools: Sequence[NamePool], random: Random
) -> str | None:
    """Draw another name for a spot, of which the passage does not say what is asked.

    Args:
        spot: In the question; nothing is drawn if the passage does not have it.
        question: All of it.
        told: What the passage says.
        pools: Where to draw from, such as the article's names and those of others; one of them is
            taken by chance, the others after it.
        random: Source of chance.
    """
    if not told.holds(spot.name) or len(spot.name) < _LEAST_NAME:
        return None
    asked, own = squeezed(question), squeezed(spot.name)
    for pool in random.sample(pools, len(pools)):
        names = pool.like(spot)
        for name in random.sample(names, min(12, len(names))):
            short = squeezed(name)
            if (
                len(name) >= _LEAST_NAME
                and short not in asked
                and own not in short
                and short not in own
                and not told.is_near(name)
                and not told.is_answer(name)
                and not _same(spot.name, name)
            ):
                return name
    return None


def change_of(kind: AnswerKind) -> Change:
    """Return how an exchange of a name of this kind is called."""
    return {AnswerKind.PERSON: Change.PERSON, AnswerKind.PLACE: Change.PLACE}.get(kind, Change.NAME)


class NearMissWriter(Protocol):
    """Changes questions of a language."""

    def spots(self, text: str) -> list[Spot]:
        """Return the names in a text."""

    def near_misses(
        self, question: str, told: Told, pools: Sequence[NamePool], random: Random
    ) -> Iterator[NearMiss]:
        """Yield one question of each change that can be made; none of them has an answer."""


def draw(
    misses: Iterable[NearMiss],
    count: int,
    random: Random,
    weights: Mapping[Change, float] = WEIGHTS,
) -> list[NearMiss]:
    """Draw some, of different changes."""
    keyed = [(random.random() ** (1 / weights[miss.change]), miss) for miss in misses]
    keyed.sort(key=lambda pair: pair[0], reverse=True)
    return [miss for _, miss in keyed[:count]]


def one_of(
    writer: NearMissWriter,
    question: str,
    told: Told,
    pools: Sequence[NamePool],
    random: Random,
) -> str | None:
    """Draw a question near to one; None where nothing can be changed."""
    drawn = draw(writer.near_misses(question, told, pools, random), 1, random)
    return drawn[0].question if drawn else None


def _same(one: str, other: str) -> bool:
    return any(one in row and other in row for row in _ALIASES)
