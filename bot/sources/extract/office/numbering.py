"""The numbers that word processors put before paragraphs ("제2조", "1.1", "가.") and store nowhere.

A paragraph names a list and a level in it. Word: ECMA-376, part 1, 17.9; Hangul: KS X 6101. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_MOST_ROMAN = 3999
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ALPHABETS = {
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
}
_DIGITS = {
    "koreanDigital": "영일이삼사오육칠팔구",
    "koreanDigital2": "零一二三四五六七八九",
    "ideographDigital": "〇一二三四五六七八九",
    "japaneseCounting": "〇一二三四五六七八九",
    "chineseCounting": "〇一二三四五六七八九",
}
_TENS = {"koreanDigital": "십", "koreanDigital2": "十", "japaneseCounting": "十",
         "chineseCounting": "十"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list counts: from where, in which of Word's formats, within what text."""

    start: int
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class List:
    """Levels by number, from 0; lists of the same `counters` count on from each other."""

    counters: str
    levels: Mapping[int, Level]


class Numbering:
    """Counts a document's numbered paragraphs, which come in its order.

    Args:
        lists: Its lists, by what paragraphs call them.
    """

    def __init__(self, lists: Mapping[str, List]) -> None:
        self._lists = lists
        self._counts: dict[str, list[int]] = {}

    def number(self, name: str, level: int) -> str | None:
        """Return the next number of a level of a list; "" for a bullet, None for no list."""
        known = self._lists.get(name)
        shown = known.levels.get(level) if known and level < _MOST_LEVELS else None
        if known is None or shown is None:
            return None
        counts = self._counts.setdefault(known.counters, [])
        del counts[level + 1 :]
        while len(counts) <= level:
            above = known.levels.get(len(counts))
            counts.append((above.start if above else 1) - (len(counts) == level))
        counts[level] += 1
        if shown.form == "bullet":
            return ""
        levels = known.levels
        return _PLACE.sub(lambda match: _one(levels, counts, int(match[1]) - 1), shown.text)


def _one(levels: Mapping[int, Level], counts: Sequence[int], level: int) -> str:
    form = levels[level].form if level in levels else "decimal"
    return written(counts[level], form) if level < len(counts) else ""


def word_lists(root: etree._Element | None) -> dict[str, List]:
    """Return the lists of Word's numbering part; none without one."""
    if root is None:
        return {}
    abstracts = {
        element.get(f"{_W}abstractNumId", ""): {
            int(level.get(f"{_W}ilvl", "0")): _level(level)
            for level in element.iterchildren(f"{_W}lvl")
        }
        for element in root.iterchildren(f"{_W}abstractNum")
    }
    return {
        element.get(f"{_W}numId", ""): _word_list(element, abstracts)
        for element in root.iterchildren(f"{_W}num")
    }


def _word_list(element: etree._Element, abstracts: Mapping[str, Mapping[int, Level]]) -> List:
    abstract = value(element, "abstractNumId") or ""
    levels = dict(abstracts.get(abstract, {}))
    counters = f"abstract {abstract}"
    for override in element.iterchildren(f"{_W}lvlOverride"):
        index = int(override.get(f"{_W}ilvl", "0"))
        own = override.find(f"{_W}lvl")
        level = _level(own) if own is not None else levels.get(index)
        start = value(override, "startOverride")
        if level is not None:
            levels[index] = replace(level, start=int(start)) if start else level
            # A list that starts anew has counters of its own.
            counters = element.get(f"{_W}numId", "")
    return List(counters, levels)


def _level(element: etree._Element) -> Level:
    return Level(
        int(value(element, "start") or 1),
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
    )


def value(element: etree._Element, name: str) -> str | None:
    """Return the value of a child element by its name; None without one."""
    child = element.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def written(number: int, form: str) -> str:
    """Return a number as one of Word's formats writes it."""
    if form in ("none", "bullet"):
        return ""
    if form in _ALPHABETS and 0 < number <= len(_ALPHABETS[form]):
        return _ALPHABETS[form][number - 1]
    if form in ("upperRoman", "lowerRoman") and 0 < number <= _MOST_ROMAN:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in _DIGITS and 0 < number < 100:
        digits, tens = _DIGITS[form], _TENS.get(form)
        if tens is None:
            return "".join(digits[int(digit)] for digit in str(number))
        high, low = divmod(number, 10)
        return (digits[high] if high > 1 else "") + tens * (high > 0) + (digits[low] if low else "")
    if form == "decimalZero":
        return f"{number:02}"
    return str(number)


def _roman(number: int) -> str:
    parts = []
    for size, sign in _ROMAN:
        parts.append(sign * (number // size))
        number %= size
    return "".join(parts)
