"""Years, dates and numbers of a Korean question exchanged for others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from exporter.train.questions.near_miss import Change, NearMiss, Told

_UNIT = "|".join(
    "개국 개월 개 명 위 회 번째 번 점 km m % 대 차 세 살 권 층 시간 분 초 주 원 톤 kg 조 호".split()
)
_COUNT = re.compile(rf"(?<![\d.,])(?P<value>\d{{1,4}})(?= ?(?P<unit>{_UNIT}))")
_YEAR = re.compile(r"(?<![\d.,])(?P<value>[12]\d{3})(?=년)")
_MONTH = re.compile(r"(?<![\d.,])(?P<value>\d{1,2})(?=월)")
_DAY = re.compile(r"(?<![\d.,])(?P<value>\d{1,2})(?=일(?![간반]))")
_CENTURY = re.compile(r"(?<![\d.,])(?P<value>\d{1,2})(?=세기)")
_ORDINALS = ("첫", "두", "세", "네", "다섯", "여섯")
_ORDINAL = re.compile(r"(?<!\S)(첫|두|세|네|다섯) ?번째")
_NEAR_YEARS = 40
_LAST_YEAR = 2026
_TRIES = 8


def _other_value(
    pattern: re.Pattern[str],
    text: str,
    told: Told,
    random: Random,
    bounds: Callable[[int], tuple[int, int]],
) -> str | None:
    """Return the text with one of a pattern's values changed, if there by chance is another.

    Args:
        pattern: Its group "value" is the number; what must follow is looked ahead for.
        text: The question.
        told: Values of the passage are taken if they are not near the answer.
        random: Source of chance.
        bounds: The least and the largest that a value may become.
    """
    matches = list(pattern.finditer(text))
    if not matches:
        return None
    match = random.choice(matches)
    unit = match.groupdict().get("unit") or text[match.end() : match.end() + 1]
    values = [m["value"] for m in pattern.finditer(told.context)]
    low, high = bounds(int(match["value"]))
    drawn = [str(random.randint(low, high)) for _ in range(_TRIES)]
    tried = random.sample(values, min(len(values), _TRIES)) + drawn
    if random.random() < 0.4:
        tried = drawn + tried
    for value in tried:
        if (
            low <= int(value) <= high
            and value != match["value"]
            and not told.is_near(f"{value}{unit}")
        ):
            return text[: match.start()] + value + text[match.end() :]
    return None


def _around_year(year: int) -> tuple[int, int]:
    return max(1, year - _NEAR_YEARS), max(year, min(_LAST_YEAR, year + _NEAR_YEARS))


def _around(value: int) -> tuple[int, int]:
    return max(1, value // 2), max(4, value * 2)


def other_time(question: str, told: Told, random: Random) -> Iterator[NearMiss]:
    """Yield the question with another year, month, day or century, if it has one."""
    ways: list[tuple[re.Pattern[str], Callable[[int], tuple[int, int]]]] = [
        (_YEAR, _around_year),
        (_MONTH, lambda _: (1, 12)),
        (_DAY, lambda _: (1, 28)),
        (_CENTURY, lambda value: (max(1, value - 6), max(21, value))),
    ]
    found = [
        text
        for pattern, bounds in ways
        if (text := _other_value(pattern, question, told, random, bounds))
    ]
    if found:
        yield NearMiss(Change.TIME, random.choice(found))


def other_number(question: str, told: Told, random: Random) -> Iterator[NearMiss]:
    """Yield the question with another count or ordinal, if it has one."""
    text = _other_value(_COUNT, question, told, random, _around)
    if text is None and (match := _ORDINAL.search(question)):
        others = [n for n in _ORDINALS if n != match[1] and not told.holds(f"{n}번째")]
        if others:
            text = question[: match.start(1)] + random.choice(others) + question[match.end(1) :]
    if text is not None:
        yield NearMiss(Change.NUMBER, text)
