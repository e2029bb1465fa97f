"""Any Korean question -> the same question as people type it to colleagues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from exporter.train.questions.entities import Kind, kind_of_noun
from exporter.train.questions.korean.chat.typing import typed
from exporter.train.questions.korean.chat.words import (
    AFTER_NOUN,
    AFTER_WHETHER,
    COPULAS,
    ENDINGS,
    HOW_IT_IS,
    HOW_MUCH,
    KINDS,
    NOUNS_OF_STEMS,
    OF_DEEDS,
    ROLES,
    WHEN,
    WHERE,
    WHO,
    WITH_FINAL,
    WORDS,
)
from exporter.train.questions.korean.morphology import Analyzer, Morpheme
from exporter.train.questions.korean.particles import has_final, with_particle

_MARKS = re.compile(r"[\s?.!~]+$")
_IS = (
    r"(?:인가요|인가|입니까|일까요|일까|이었나요|이었나|였나요|였나|였는가|이었는가|인지|이죠|예요|이에요|에요"
    r"|이야|야|이니|이냐|ㄴ가요|가요|가)?"
)
_COPULAR = re.compile(
    r"(?P<head>\S.*\S|\S)(?P<topic>은|는|이|가) (?P<wh>누구|무엇|언제|어디|얼마"
    r"|몇 ?(?!인[가지]|입니|이[야에])[^\s\d?]{1,4}?"
    rf"|(?:어느|어떤|무슨) [^\s?]{{1,8}}?){_IS}"
)
_SPOKEN = re.compile(
    r"(?P<head>\S.*\S|\S)(?P<topic>은|는|이|가) ?(?P<wh>누군|뭔|언젠|어딘|얼만)(?:가요|가|지|지요)"
)
_TOPIC = re.compile(r"(?P<head>\S.*[가-힣\w])(?P<topic>은|는)")
_SAID = {"무엇": "뭐", "누군": "누구", "뭔": "뭐", "언젠": "언제", "어딘": "어디", "얼만": "얼마"}
_NAME = re.compile(r"(?:^|\s|의 )(?:이름|명칭|제목|성명|성함)$")
_THING = re.compile(r"(?P<clause>.*\S )것$")
_HONOURED = frozenset("장 님 자 사 원 수 독 령 리 관 표 인 주 가".split())
_ASKING = frozenset(
    {"누구", "무엇", "언제", "어디", "어느", "어떤", "무슨", "몇", "얼마", "왜", "뭐", "얼마나"}
)
_DROPPED = {"JKO", "JKS", "JX", "JKG"}
_PARTICLES = frozenset("을 를 이 가 은 는 의".split())
_MOST_WORDS_IN_PAIR = 4
_SHORTEST, _LONGEST = 2, 130


@dataclass(frozen=True, slots=True)
class _Read:
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


_Way = Callable[[_Read, Random], str | None]


class KoreanChat:
    """Says questions in the forms of chats. Chance decides the form; the grammar is fixed."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def reworded(self, question: str, random: Random) -> str:
        """Return the question in other words and hurriedly typed, asking for the same."""
        read = self._read(question)
        text = typed(_said(self._ways(read), read, random), self._droppable(read), random)
        return text if _SHORTEST <= len(text) <= _LONGEST else question

    def said(self, question: str, random: Random) -> str:
        """Return the question in other words, asking for the same."""
        read = self._read(question)
        return _said(self._ways(read), read, random)

    def _ways(self, read: _Read) -> list[tuple[_Way, float]]:
        if not read.head:
            return [(self._ended, 7.0), (self._as_noun, 4.0), (_as_it_is, 1.0)]
        if read.wh not in WORDS:
            return [(_asked, 4.0), (self._told, 4.0), (_as_it_is, 1.0)]
        return [
            (_asked, 4.0),
            (self._told, 4.0),
            (_requested, 4.0),
            (_bare, 2.5),
            (_how_it_is, 1.2),
            (self._in_place, 2.0),
            (_as_it_is, 0.7),
        ]

    def _read(self, question: str) -> _Read:
        text = _MARKS.sub("", question)
        morphemes = tuple(
            m for words in self._analyzer.sentences(text) for w in words for m in w.morphemes
        )
        if found := _COPULAR.fullmatch(text) or _SPOKEN.fullmatch(text):
            head, wh = found["head"], _SAID.get(found["wh"], found["wh"])
            if not _asks(head):
                return _Read(head, wh, text, morphemes)
        elif (
            (found := _TOPIC.fullmatch(text))
            and morphemes
            and morphemes[-1].part == "JX"
            and not _asks(found["head"])
        ):
            return _Read(found["head"], _word_for(found["head"]), text, morphemes)
        return _Read("", "", text, morphemes)

    def _droppable(self, read: _Read) -> Iterator[str]:
        for noun, particle in zip(read.morphemes, read.morphemes[1:], strict=False):
            if (
                particle.part in _DROPPED
                and particle.form in _PARTICLES
                and noun.part in ("NNG", "NNP", "NNB")
                and noun.end == particle.start
            ):
                start = read.text.rfind(" ", 0, noun.end) + 1
                yield f"{read.text[start : noun.end]}/{read.text[particle.start : particle.end]}"

    def _told(self, read: _Read, random: Random) -> str:
        """Indirectly: "관장이 누구인지 알려줘"."""
        subject = _subject(read.head, random)
        return f"{subject} {whether(read.wh, random)} {random.choice(AFTER_WHETHER)}"

    def _in_place(self, read: _Read, random: Random) -> str | None:
        """Say "…를 설계한 사람" as "…를 누가 설계했어?"; only for a clause that is in the past."""
        found = [m for m in read.morphemes if m.end <= len(read.head)]
        if len(found) < 4 or found[-2].part != "ETM" or found[-2].form not in ("ᆫ", "은"):
            return None
        noun, stem = found[-1], found[-3]
        who = noun.form in WHO
        if not (who or noun.form in WHEN) or stem.part not in ("VV", "XSV"):
            return None
        at = stem.start
        if stem.part == "XSV" and found[-4].part == "NNG" and found[-4].end == stem.start:
            at = found[-4].start
        start = read.text.rfind(" ", 0, at) + 1
        before, lead = read.text[:start], read.text[start : stem.start]
        word = "누가" if who else random.choice(["언제", "언제", "몇 년도에"])
        if not before or (who and random.random() < 0.5):
            asked = f"{word} {before}"
        else:
            asked = f"{before}{word} "
        if not who and not before.strip():
            return None
        ending = random.choice(["어", "어요", "나요", "죠", "지", "음", "는지"])
        form = self._analyzer.join(((stem.form, stem.tag), ("었", "EP"), (ending, _tag(ending))))
        text = f"{asked}{lead}{form}"
        return f"{text} {random.choice(AFTER_WHETHER)}" if ending == "는지" else f"{text}?"

    def _ended(self, read: _Read, random: Random) -> str | None:
        """The last verb in another form of speech: "맡았는가" -> "맡았어?"."""
        morphemes = read.morphemes
        if not morphemes:
            return None
        at = len(morphemes) - 1
        if morphemes[at].part == "JX" and morphemes[at].form == "요":
            at -= 1
        if at < 1 or morphemes[at].part not in ("EF", "EC") or not _asks(read.text):
            return None
        stem = at - 1
        past = morphemes[stem].part == "EP"
        while stem > 0 and morphemes[stem].part == "EP":
            stem -= 1
        verb = morphemes[stem]
        if verb.part not in ("VV", "VA", "VX", "XSV", "XSA") or stem == 0:
            return None
        endings, weights = zip(*ENDINGS, strict=True)
        ending = random.choices(endings, weights)[0]
        adjective = verb.part in ("VA", "XSA") and verb.form not in ("있", "없") and not past
        if adjective:
            ending = {"는지": "ᆫ지"}.get(ending, ending)
        middle = tuple((m.form, m.tag) for m in morphemes[stem + 1 : at])
        form = self._analyzer.join(((verb.form, verb.tag), *middle, (ending, _tag(ending))))
        text = read.text[: verb.start] + form
        if ending in ("는지", "ᆫ지"):
            return f"{text} {random.choice(AFTER_WHETHER)}"
        return text if ending == "음" and random.random() < 0.5 else f"{text}?"

    def _as_noun(self, read: _Read, random: Random) -> str | None:
        """A pair of nouns: "도서관은 언제 다시 개관하나" -> "도서관 다시 개관일"."""
        morphemes = [m for m in read.morphemes if m.part not in ("EP", "EF", "EC")]
        if len(read.text.split()) > _MOST_WORDS_IN_PAIR or len(morphemes) < 4:
            return None
        verb = morphemes[-1]
        asked = next((m.form for m in morphemes if m.form in OF_DEEDS), None)
        words = read.text.split()
        first = next(
            (m for m in morphemes[1:] if m.part in ("JX", "JKS") and m.form in "은는이가"), None
        )
        if asked is None or first is None or words[0] != read.text[: first.end]:
            return None
        subject = read.text[: first.start]
        if _asks(subject):
            return None
        if verb.part == "XSV" and morphemes[-2].part == "NNG":
            deed = morphemes[-2].form
            if asked == "누구" or len(deed) < 2:
                return None
            noun = deed + random.choice(OF_DEEDS[asked])
        else:
            nouns = NOUNS_OF_STEMS.get((asked, verb.form))
            if nouns is None:
                return None
            noun = random.choice(nouns)
        pair = f"{subject} {noun}"
        if pair.endswith((" 언제", " 어디", " 누구")):
            return f"{pair}?"
        return random.choice([f"{pair}?", pair, f"{pair} {random.choice(AFTER_NOUN)}"])


def _said(ways: list[tuple[_Way, float]], read: _Read, random: Random) -> str:
    """In the first way of a draw that fits."""
    while ways:
        drawn = random.choices(ways, [weight for _, weight in ways])[0]
        ways.remove(drawn)
        if (said := drawn[0](read, random)) is not None:
            return said
    return read.text


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


def _tag(ending: str) -> str:
    return {"는지": "EC", "ᆫ지": "EC", "음": "ETN"}.get(ending, "EF")


def _asks(text: str) -> bool:
    """Whether one of its words asks."""
    return any(
        word in _ASKING
        or word.startswith(("누구", "누가", "무엇", "언제", "어디", "몇", "얼마", "뭐"))
        for word in text.split()
    )


def _is_role(noun: str) -> bool:
    return noun.endswith(ROLES) or kind_of_noun(noun) is Kind.PERSON


def _word_for(head: str) -> str:
    """What the last noun of a head is asked with."""
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


def _subject(head: str, random: Random) -> str:
    if found := _THING.fullmatch(head):
        return f"{found['clause']}{random.choice(['게', '게', '것이'])}"
    return with_particle(head, random.choice(["이", "이", "이", "은"]))


def _asked(read: _Read, random: Random) -> str:
    """With another copula: "관장이 누구예요?"."""
    if found := _THING.fullmatch(read.head):
        subject = f"{found['clause']}{random.choice(['게', '건', '거'])}"
    else:
        subject = random.choice(
            [with_particle(read.head, "이"), with_particle(read.head, "은"), read.head]
        )
    return f"{subject} {copula(read.wh, random)}?"


def _kept_kind(read: _Read, random: Random) -> str:
    """What is asked about, with a noun for its kind where only the question word told it."""
    head = _spoken(read.head)
    kinds = KINDS.get(read.wh)
    if kinds is None or _word_for(read.head) == read.wh:
        return head
    return f"{head} {random.choice(kinds)}"


def _requested(read: _Read, random: Random) -> str:
    head = _kept_kind(read, random)
    object_ = random.choice([head, head, with_particle(head, "을")])
    after = random.choice(AFTER_NOUN)
    if object_ != head and not after.startswith(("알", "찾", "확", "좀 ", "보", "가", "말")):
        object_ = head
    return f"{object_} {after}"


def _bare(read: _Read, random: Random) -> str:
    head = _kept_kind(read, random)
    if head.endswith("의 이름"):
        head = random.choice([head, head.removesuffix("의 이름") + " 이름"])
    end = random.choice(["?", "?", "", f" {read.wh}?", "은요?"])
    return with_particle(head, "은") + "요?" if end == "은요?" else f"{head}{end}"


def _how_it_is(read: _Read, random: Random) -> str | None:
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


def _as_it_is(read: _Read, random: Random) -> str:
    del random
    return f"{read.text}?"
