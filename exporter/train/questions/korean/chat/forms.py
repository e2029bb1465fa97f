"""Forms in which a Korean question is asked of what it is about: "관장?", "관장이 누구예요?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from exporter.train.questions.entities import AnswerKind, kind_of_noun
from exporter.train.questions.korean.chat.words import (
    AFTER_NOUN,
    COPULAS,
    HOW_IT_IS,
    HOW_MUCH,
    KINDS,
    ROLES,
    WHEN,
    WHERE,
    WHO,
    WITH_FINAL,
    WORDS,
)
from exporter.train.questions.korean.morphology import Morpheme
from exporter.train.questions.korean.particles import has_final, with_particle

_NAME = re.compile(r"(?:^|\s|의 )(?:이름|명칭|제목|성명|성함)$")
_THING = re.compile(r"(?P<clause>.*\S )것$")
_HONOURED = frozenset("장 님 자 사 원 수 독 령 리 관 표 인 주 가".split())
_ASKING = frozenset(
    {"누구", "무엇", "언제", "어디", "어느", "어떤", "무슨", "몇", "얼마", "왜", "뭐", "얼마나"}
)


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question taken apart.

    Attributes:
        head: What is asked about, before "…은 누구인가"; "" if the question is not of this kind.
        wh: The spoken question word, "뭐".
        text: Without its mark.
        morphemes: Of the text.
    """

    head: str
    wh: str
    text: str
    morphemes: tuple[Morpheme, ...]


def copula(word: str, random: Random) -> str:
    """Return a question word or noun with a spoken copula: "누구예요", "몇 명이야"."""
    ending = random.choice(COPULAS)
    if has_final(word):
        return word + WITH_FINAL[ending]
    short = WORDS.get(word, (word, word))[1]
    if ending == "ㅂ니까":
        return f"{word}입니까"
    if ending == "ᆫ가요":
        return f"{short}가요" if short != word else f"{word}인가요"
    if ending == "인지":
        return f"{word}인지요"
    return word + ending


def whether(word: str, random: Random) -> str:
    """Return a question word as an indirect question: "누구인지", "누군지"."""
    short = WORDS.get(word, (word, word))[1]
    if word == "뭐":
        return random.choice(["뭔지", "뭔지", "무엇인지"])
    return f"{short}지" if short != word and random.random() < 0.5 else f"{word}인지"


def tag_of(ending: str) -> str:
    """Return the tag with which an ending is joined to its stem."""
    return {"는지": "EC", "ᆫ지": "EC", "음": "ETN"}.get(ending, "EF")


def asks(text: str) -> bool:
    """Return whether one of its words asks."""
    return any(
        word in _ASKING
        or word.startswith(("누구", "누가", "무엇", "언제", "어디", "몇", "얼마", "뭐"))
        for word in text.split()
    )


def _is_role(noun: str) -> bool:
    return noun.endswith(ROLES) or kind_of_noun(noun) is AnswerKind.PERSON


def word_for(head: str) -> str:
    """Return what the last noun of a head is asked with."""
    noun = head.rsplit(" ", 1)[-1]
    if _NAME.search(head):
        return "뭐"
    if noun in WHO or _is_role(noun):
        return "누구"
    if noun in WHEN or (len(noun) > 2 and noun.endswith(("일", "연도", "날짜", "시기", "시간"))):
        return "언제"
    if noun in WHERE:
        return "어디"
    return "얼마" if noun in HOW_MUCH else "뭐"


def _spoken(head: str) -> str:
    """Say "…한 것" as "…한 거"."""
    found = _THING.fullmatch(head)
    return f"{found['clause']}거" if found else head


def subject_of(head: str, random: Random) -> str:
    """Return what is asked about as a subject: "관장이", "…한 게"."""
    if found := _THING.fullmatch(head):
        return f"{found['clause']}{random.choice(['게', '게', '것이'])}"
    return with_particle(head, random.choice(["이", "이", "이", "은"]))


def asked(read: ParsedQuestion, random: Random) -> str:
    """Return the question with another copula: "관장이 누구예요?"."""
    if found := _THING.fullmatch(read.head):
        subject = f"{found['clause']}{random.choice(['게', '건', '거'])}"
    else:
        subject = random.choice(
            [with_particle(read.head, "이"), with_particle(read.head, "은"), read.head]
        )
    return f"{subject} {copula(read.wh, random)}?"


def _kept_kind(read: ParsedQuestion, random: Random) -> str:
    """Return what is asked about, with a noun for its kind where only the question word told it."""
    head = _spoken(read.head)
    kinds = KINDS.get(read.wh)
    if kinds is None or word_for(read.head) == read.wh:
        return head
    return f"{head} {random.choice(kinds)}"


def requested(read: ParsedQuestion, random: Random) -> str:
    """Ask for it by its noun: "관장 알려주세요"."""
    head = _kept_kind(read, random)
    object_ = random.choice([head, head, with_particle(head, "을")])
    after = random.choice(AFTER_NOUN)
    if object_ != head and not after.startswith(("알", "찾", "확", "좀 ", "보", "가", "말")):
        object_ = head
    return f"{object_} {after}"


def bare(read: ParsedQuestion, random: Random) -> str:
    """Ask with its noun alone: "관장?"."""
    head = _kept_kind(read, random)
    if head.endswith("의 이름"):
        head = random.choice([head, head.removesuffix("의 이름") + " 이름"])
    end = random.choice(["?", "?", "", f" {read.wh}?", "은요?"])
    return with_particle(head, "은") + "요?" if end == "은요?" else f"{head}{end}"


def how_it_is(read: ParsedQuestion, random: Random) -> str | None:
    """Ask "성함이 어떻게 되나요"."""
    head = read.head
    if read.wh == "누구":
        title = head.rsplit(" ", 1)[-1]
        if title in WHO or title[-1] not in _HONOURED or not _is_role(title):
            return None
        honoured = head if head.endswith("님") or random.random() < 0.5 else f"{head}님"
        name = random.choice(["성함이", "성함이", "이름이", "성함", "성함은"])
        return f"{honoured} {name} {random.choice(HOW_IT_IS)}?"
    if _THING.fullmatch(head) or read.wh in ("어디", "왜"):
        return None
    head = _kept_kind(read, random)
    return f"{with_particle(head, '이')} {random.choice(HOW_IT_IS)}?"


def as_it_is(read: ParsedQuestion, random: Random) -> str:
    """Ask in the words of the question."""
    del random
    return f"{read.text}?"
