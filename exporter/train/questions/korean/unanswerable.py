"""Questions that a passage does not answer: another passage's, or with one thing changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from exporter.train.questions.entities import TIMES, Kind
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.particles import with_particle

_NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?=년|월|일|세기|명|개|위|회|번|점|km|m|%|대|차|세|권)")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|으로|로)(?=\s|\?|$)")
_NEAR_YEARS = 40
_MIN_NAME = 2


def with_something_else(
    question: str,
    answer: str,
    mentions: Sequence[tuple[Kind, str]],
    gazetteer: Gazetteer,
    random: Random,
) -> str | None:
    """Exchange a name or a number of the question for another of its kind.

    Args:
        question: Answerable.
        answer: Its answer; does not get into the question.
        mentions: Names in the passage with their kinds, to exchange and to choose from.
        gazetteer: More names to choose from.
        random: Source of chance.
    """
    ways = [_other_number, _other_name]
    random.shuffle(ways)
    for way in ways:
        changed = way(question, mentions, gazetteer, random)
        if changed and changed != question and answer not in changed:
            return changed
    return None


def _other_number(
    question: str,
    mentions: Sequence[tuple[Kind, str]],
    gazetteer: Gazetteer,
    random: Random,
) -> str | None:
    del mentions, gazetteer
    numbers = list(_NUMBER.finditer(question))
    if not numbers:
        return None
    number = random.choice(numbers)
    value = int(number[0])
    if question[number.end()] == "월":
        low, high = 1, 12
    elif question[number.end()] == "일":
        low, high = 1, 28
    else:
        low, high = max(1, value - _NEAR_YEARS), value + _NEAR_YEARS
    other = random.choice(
        [n for n in (random.randint(low, high) for _ in range(8)) if n != value] or [0]
    )
    return question[: number.start()] + str(other) + question[number.end() :] if other else None


def _other_name(
    question: str,
    mentions: Sequence[tuple[Kind, str]],
    gazetteer: Gazetteer,
    random: Random,
) -> str | None:
    inside = [
        (kind, name)
        for kind, name in mentions
        if kind not in TIMES
        and kind is not Kind.NUMBER
        and len(name) >= _MIN_NAME
        and re.search(rf"(?<!\S){re.escape(name)}", question)
    ]
    if not inside:
        return None
    kind, name = random.choice(inside)
    entity = gazetteer.get(name)
    others = [
        other for k, other in mentions if k is kind and other != name and other not in question
    ]
    if entity and entity.noun and (not others or random.random() < 0.5):
        others = [n for n in gazetteer.names.get(entity.noun, ()) if n != name]
    if not others:
        return None
    return _exchanged(question, name, random.choice(others))


def _exchanged(question: str, name: str, other: str) -> str:
    start = question.index(name)
    rest = question[start + len(name) :]
    particle = _PARTICLE.match(rest)
    if particle:
        return question[:start] + with_particle(other, particle[0]) + rest[particle.end() :]
    return question[:start] + other + rest
