"""Random texts and random JSON: what strangers write, and what is wrong with it."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from tests.growth.nasty import NAMES, nasty

MARKS = ("쿼카의은밀한말", "quokkaconfides")
"""In each text of a stranger: where one of them is in a log, words are."""

_WORDS = (
    "누가 언제 무엇을 어디서 왜 훈민정음을 만들었나요? 세종이 1443년에 만들었다. 담당자는 김민지 "
    "대리입니다. 마감은 9월 3일 오후 6시 who wrote it? When is the deadline? Contact <minji@a.kr> "
    "요약해줘 번역해줘 고마워 안녕하세요 @here $1,000 3.14 https:// a.kr/은 <!channel> "
    "<@U0000MRC01> <@UNOBODY> <#C1|일반> &amp; &lt; :eyes: *굵게* _기울임_ ~취소~ `코드` ``` > "
    "인용 \n \n\n \t • 1. -"
).split(" ")
_RANGES = ((0x20, 0x7E), (0xAC00, 0xD7A3), (0x300, 0x36F), (0x2000, 0x206F), (0x1F300, 0x1FAFF))
_ODD: tuple[Any, ...] = (
    None,
    True,
    "",
    [],
    {},
    0,
    -1,
    2**63,
    1e308,
    [None],
    {"": ""},
    "\x00",
    "\u202e",
)


def length(chance: Random, most: int) -> int:
    """Return a length up to `most`, as often between 1 and 10 as between 1,000 and 10,000."""
    return round(math.exp(chance.uniform(0, math.log(most))))


def text(chance: Random, most: int, links: tuple[str, ...] = ()) -> str:
    """Return a text of at most `most` characters, its parts as unlike each other as can be.

    Args:
        chance: Decides.
        most: Characters.
        links: Some of which may be in it.
    """
    parts: list[str] = []
    room = length(chance, most)
    while room > 0:
        part = _part(chance, min(room, length(chance, most)), links)
        parts += (chance.choice(MARKS), part)
        room -= len(part) + 1
    return chance.choice(("", " ", "\n")).join(parts)[:most]


def _part(chance: Random, most: int, links: tuple[str, ...]) -> str:
    kind = chance.random()
    if kind < 0.5:
        return " ".join(chance.choices((*_WORDS, *links), k=max(1, most // 6)))
    if kind < 0.8:
        return nasty(chance.choice(NAMES), most).encode("utf-8", "replace").decode()
    first, last = chance.choice(_RANGES)
    return "".join(chr(chance.randint(first, last)) for _ in range(min(most, 2_000)))


def mutated(chance: Random, value: Any, share: float) -> Any:
    """Return JSON with some of its values, one in `share`, left out, repeated or others."""
    if chance.random() < share:
        return _other(chance, value)
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if chance.random() > share / 2}
        return {key: mutated(chance, each, share) for key, each in kept.items()}
    if isinstance(value, list):
        return [mutated(chance, each, share) for each in value]
    return value


def _other(chance: Random, value: Any) -> Any:
    match chance.randrange(4):
        case 0:
            return chance.choice(_ODD)
        case 1:
            return text(chance, 3_000)
        case 2:
            return [value] * length(chance, 100)
    deep = value
    for _ in range(length(chance, 200)):
        deep = {"elements": [deep], "type": "rich_text"} if chance.random() < 0.5 else [deep]
    return deep


def damaged(chance: Random, content: bytes) -> bytes:
    """Return bytes some of which are others, missing, twice, or a text."""
    made = bytearray(content)
    for _ in range(length(chance, 20)):
        start = chance.randrange(len(made) + 1)
        end = min(len(made), start + length(chance, 500))
        match chance.randrange(4):
            case 0:
                made[start:end] = chance.randbytes(end - start)
            case 1:
                del made[start:end]
            case 2:
                made[start:start] = made[start:end]
            case 3:
                made[start:start] = text(chance, 500).encode()
    return bytes(made)
