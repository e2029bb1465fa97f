"""Korean questions near to one that a passage answers, without an answer themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import Analyzer, Join, Morpheme
from exporter.train.questions.korean.near_miss.opposites import (
    ATTRIBUTES,
    OPPOSITE_NOUNS,
    OPPOSITE_STEMS,
    OTHER_NOUNS,
    REASON,
    TIMES,
)
from exporter.train.questions.korean.near_miss.spots import spots_of
from exporter.train.questions.korean.near_miss.values import other_number, other_time
from exporter.train.questions.korean.particles import with_particle
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

_TAIL = re.compile(
    r"(?P<stem>\S) (?P<noun>해|연도|년도|날|날짜|때|시기|시점|곳|장소|사람|인물|이|이름)"
    r"(?P<topic>은|는)(?P<rest>| 언제\S{0,6}| 누구\S{0,6}| 어디\S{0,6})\s?\?*$"
)
_WHEN = re.compile(r"(?<!\S)언제(?=\s|$|\?)")
_WHERE = re.compile(r"(?<!\S)(?:어디에서|어디서)(?=\s)")
_PREDICATES = frozenset({"VV", "VA", "XSV", "XSA"})
_NOT_NEGATED = frozenset("있 없 않 아니 모르 위하 대하 통하 관하 어떻 되 같 따르".split())
_FORMAL = re.compile(r"요\?*$")
_SHORTEST = 4
_PEOPLE = tuple(
    """아내 남편 스승 할아버지 주치의 시장 서장 회장 창업자 위원장 총장 감사 번역자 감독 화가
    저작권자 담당자 자녀 조연 대사""".split()
)
_ROLES = frozenset("주장 감독 대표 감사 선배 후배 수비수".split())


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    morphemes: tuple[Morpheme, ...]
    spots: list[Spot]


class KoreanNearMisses:
    """Changes Korean questions."""

    def __init__(self, analyzer: Analyzer, gazetteer: Gazetteer) -> None:
        """Keep what questions are analysed with.

        Args:
            analyzer: Knows the gazetteer's names.
            gazetteer: Names of a corpus, to tell kinds and to choose from.
        """
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._titles = NamePool()
        self._titles.add(
            Spot(0, 0, name, entity.kind, entity.noun)
            for name, entity in gazetteer.entities.items()
        )

    def spots(self, text: str) -> list[Spot]:
        """Return the names in a text."""
        return [
            spot
            for words in self._analyzer.sentences(text)
            for spot in spots_of(text, words, self._gazetteer)
        ]

    def near_misses(
        self, question: str, told: Told, pools: Sequence[NamePool], random: Random
    ) -> Iterator[NearMiss]:
        """Yield one question of each change that can be made; none of them has an answer."""
        sentences = list(self._analyzer.sentences(question))
        asked = _Question(
            question,
            tuple(m for words in sentences for word in words for m in word.morphemes),
            [spot for words in sentences for spot in spots_of(question, words, self._gazetteer)],
        )
        ways: list[Callable[[], Iterator[NearMiss]]] = [
            partial(_other_names, asked, told, [*pools, self._titles], random),
            partial(other_time, question, told, random),
            partial(other_number, question, told, random),
            partial(_other_noun, asked, told, random, OPPOSITE_NOUNS, Change.OPPOSITE),
            partial(_other_noun, asked, told, random, OTHER_NOUNS, Change.PREDICATE),
            partial(self._opposite_stem, asked, told, random),
            partial(self._negated, asked, random),
            partial(_asked_for_else, asked, told, random),
            partial(_attribute, asked, told, random),
        ]
        for way in ways:
            for miss in way():
                text = miss.question
                if (
                    len(text) >= _SHORTEST
                    and squeezed(text) != squeezed(question)
                    and not any(squeezed(a) in squeezed(text) for a in told.answers)
                ):
                    yield miss

    def _opposite_stem(self, asked: _Question, told: Told, random: Random) -> Iterator[NearMiss]:
        places = [
            (at, other)
            for at, m in enumerate(asked.morphemes)
            if m.part in ("VV", "VA")
            for other in OPPOSITE_STEMS.get(m.form, ())
            if not told.holds(other)
        ]
        if places:
            at, other = random.choice(places)
            tag = asked.morphemes[at].part
            yield NearMiss(Change.OPPOSITE, self._inflected(asked, at, ((other, tag),)))

    def _negated(self, asked: _Question, random: Random) -> Iterator[NearMiss]:
        places = [
            at
            for at, m in enumerate(asked.morphemes[:-1])
            if m.part in _PREDICATES
            and asked.morphemes[at + 1].part in ("EP", "ETM", "EF")
            and m.form not in _NOT_NEGATED
        ]
        if places and not any(m.form in ("않", "못하", "없") for m in asked.morphemes):
            # Within the question rather than at its end: "개통되지 않은 해는".
            clauses = [at for at in places if asked.morphemes[at + 1].part == "ETM"]
            at = random.choice(clauses or places)
            stem = asked.morphemes[at]
            yield NearMiss(
                Change.NEGATION,
                self._inflected(asked, at, ((stem.form, stem.tag), ("지", "EC"), ("않", "VX"))),
            )

    def _inflected(self, asked: _Question, at: int, stem: Join) -> str:
        """Return the question with another stem in a predicate's place, its endings after it."""
        endings: list[tuple[str, str]] = []
        end = asked.morphemes[at].end
        for morpheme in asked.morphemes[at + 1 :]:
            if morpheme.part not in ("EP", "EF", "EC", "ETM"):
                break
            form = {"ᆫ": "은", "었": "었"}.get(morpheme.form, morpheme.form)
            endings.append((form if len(stem) > 1 else morpheme.form, morpheme.tag))
            end = morpheme.end
            if morpheme.part != "EP":
                break
        before = asked.text[: asked.morphemes[at].start]
        return before + self._analyzer.join((*stem, *endings)) + asked.text[end:]


def exchanged(text: str, start: int, end: int, other: str) -> str:
    """Return a text with another noun in a place, and the particle after it in its form."""
    rest = text[end:]
    word = re.match(r"[가-힣]+", rest)
    if word is None:
        return text[:start] + other + rest
    return text[:start] + with_particle(other, word[0]) + rest[word.end() :]


def _other_names(
    asked: _Question, told: Told, pools: Sequence[NamePool], random: Random
) -> Iterator[NearMiss]:
    """Yield questions in which a subject's name is exchanged, each kind of name once."""
    done: set[Change] = set()
    for spot in random.sample(asked.spots, len(asked.spots)):
        change = change_of(spot.kind)
        if change in done:
            continue
        if other := another_name(spot, asked.text, told, pools, random):
            done.add(change)
            yield NearMiss(change, exchanged(asked.text, spot.start, spot.end, other))


def _other_noun(
    asked: _Question,
    told: Told,
    random: Random,
    table: Mapping[str, tuple[str, ...]],
    change: Change,
) -> Iterator[NearMiss]:
    places = [
        (m, other)
        for m, after in zip(asked.morphemes, [*asked.morphemes[1:], None], strict=True)
        if m.part == "NNG" and not (after and _goes_on(m, after))
        for other in table.get(m.form, ())
        if not told.holds(other) and other not in asked.text
    ]
    if places:
        noun, other = random.choice(places)
        yield NearMiss(change, exchanged(asked.text, noun.start, noun.end, other))


def _goes_on(noun: Morpheme, after: Morpheme) -> bool:
    """Return whether a noun only begins a longer one, or somebody's doing."""
    if noun.end != after.start:
        return False
    does = after.part in ("XSV", "XSA") and noun.form in _ROLES
    return does or (after.part in ("NNG", "NNP") and len(after.form) > 1)


def _asked_for_else(asked: _Question, told: Told, random: Random) -> Iterator[NearMiss]:
    """Ask why, or when, where the answer's sentence does not tell."""
    text = asked.text
    reasoned = any(word in told.near for word in REASON)
    timed = any(word in told.near for word in TIMES)
    polite = "인가요" if _FORMAL.search(text) else "인가"
    if tail := _TAIL.search(text):
        clause = text[: tail.start("noun")]
        before = [m for m in asked.morphemes if m.end <= tail.start("noun")]
        if not before or before[-1].part != "ETM":
            return
        person = tail["noun"] in ("사람", "인물", "이", "이름")
        if not timed and person:
            yield NearMiss(Change.ASKED, f"{clause}때는 언제{polite}?")
        elif not reasoned and not person:
            noun = random.choice(["이유는", "까닭은", "원인은"])
            yield NearMiss(Change.ASKED, f"{clause}{noun}{random.choice(['', f' 무엇{polite}'])}?")
        return
    for pattern in (_WHEN, _WHERE):
        if not reasoned and (match := pattern.search(text)):
            yield NearMiss(Change.ASKED, f"{text[: match.start()]}왜{text[match.end() :]}")
            return


def _attribute(asked: _Question, told: Told, random: Random) -> Iterator[NearMiss]:
    """Ask for something of a name that the passage is silent on."""
    spots = [spot for spot in asked.spots if told.holds(spot.name)]
    if not spots:
        return
    spot = random.choice(spots)
    rows = ATTRIBUTES.get(spot.kind, ATTRIBUTES[AnswerKind.THING])
    wanted = random.choice(rows).split("|")
    if any(told.holds(word) for word in wanted):
        return
    topic = with_particle(" ".join(wanted), "은")
    last = " ".join(wanted)
    word = "누구" if last.endswith(_PEOPLE) else "무엇"
    end = random.choice(["?", f" {word}인가?", f" {word}인가요?", f" {word}입니까?"])
    yield NearMiss(Change.NO_INFORMATION, f"{spot.name}의 {topic}{end}")
