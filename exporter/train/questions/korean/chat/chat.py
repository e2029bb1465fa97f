"""Any Korean question -> the same question as people type it to colleagues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from exporter.train.questions.korean.chat.forms import (
    ParsedQuestion,
    as_it_is,
    asked,
    asks,
    bare,
    how_it_is,
    requested,
    subject_of,
    tag_of,
    whether,
    word_for,
)
from exporter.train.questions.korean.chat.typing import typed
from exporter.train.questions.korean.chat.words import (
    AFTER_NOUN,
    AFTER_WHETHER,
    ENDINGS,
    NOUNS_OF_STEMS,
    OF_DEEDS,
    WHEN,
    WHO,
    WORDS,
)
from exporter.train.questions.korean.morphology import Analyzer

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
_DROPPED = {"JKO", "JKS", "JX", "JKG"}
_PARTICLES = frozenset("을 를 이 가 은 는 의".split())
_MOST_WORDS_IN_PAIR = 4
_SHORTEST, _LONGEST = 2, 130


_Way = Callable[[ParsedQuestion, Random], str | None]


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

    def _ways(self, read: ParsedQuestion) -> list[tuple[_Way, float]]:
        if not read.head:
            return [(self._ended, 7.0), (self._as_noun, 4.0), (as_it_is, 1.0)]
        if read.wh not in WORDS:
            return [(asked, 4.0), (self._told, 4.0), (as_it_is, 1.0)]
        return [
            (asked, 4.0),
            (self._told, 4.0),
            (requested, 4.0),
            (bare, 2.5),
            (how_it_is, 1.2),
            (self._in_place, 2.0),
            (as_it_is, 0.7),
        ]

    def _read(self, question: str) -> ParsedQuestion:
        text = _MARKS.sub("", question)
        morphemes = tuple(
            m for words in self._analyzer.sentences(text) for w in words for m in w.morphemes
        )
        if found := _COPULAR.fullmatch(text) or _SPOKEN.fullmatch(text):
            head, wh = found["head"], _SAID.get(found["wh"], found["wh"])
            if not asks(head):
                return ParsedQuestion(head, wh, text, morphemes)
        elif (
            (found := _TOPIC.fullmatch(text))
            and morphemes
            and morphemes[-1].part == "JX"
            and not asks(found["head"])
        ):
            return ParsedQuestion(found["head"], word_for(found["head"]), text, morphemes)
        return ParsedQuestion("", "", text, morphemes)

    def _droppable(self, read: ParsedQuestion) -> Iterator[str]:
        for noun, particle in zip(read.morphemes, read.morphemes[1:], strict=False):
            if (
                particle.part in _DROPPED
                and particle.form in _PARTICLES
                and noun.part in ("NNG", "NNP", "NNB")
                and noun.end == particle.start
            ):
                start = read.text.rfind(" ", 0, noun.end) + 1
                yield f"{read.text[start : noun.end]}/{read.text[particle.start : particle.end]}"

    def _told(self, read: ParsedQuestion, random: Random) -> str:
        """Indirectly: "관장이 누구인지 알려줘"."""
        subject = subject_of(read.head, random)
        return f"{subject} {whether(read.wh, random)} {random.choice(AFTER_WHETHER)}"

    def _in_place(self, read: ParsedQuestion, random: Random) -> str | None:
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
        form = self._analyzer.join(((stem.form, stem.tag), ("었", "EP"), (ending, tag_of(ending))))
        text = f"{asked}{lead}{form}"
        return f"{text} {random.choice(AFTER_WHETHER)}" if ending == "는지" else f"{text}?"

    def _ended(self, read: ParsedQuestion, random: Random) -> str | None:
        """Return the last verb in another form of speech: "맡았는가" -> "맡았어?"."""
        morphemes = read.morphemes
        if not morphemes:
            return None
        at = len(morphemes) - 1
        if morphemes[at].part == "JX" and morphemes[at].form == "요":
            at -= 1
        if at < 1 or morphemes[at].part not in ("EF", "EC") or not asks(read.text):
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
        form = self._analyzer.join(((verb.form, verb.tag), *middle, (ending, tag_of(ending))))
        text = read.text[: verb.start] + form
        if ending in ("는지", "ᆫ지"):
            return f"{text} {random.choice(AFTER_WHETHER)}"
        return text if ending == "음" and random.random() < 0.5 else f"{text}?"

    def _as_noun(self, read: ParsedQuestion, random: Random) -> str | None:
        """Return a pair of nouns: "도서관은 언제 다시 개관하나" -> "도서관 다시 개관일"."""
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
        if asks(subject):
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


def _said(ways: list[tuple[_Way, float]], read: ParsedQuestion, random: Random) -> str:
    """Return the question in the first way of a draw that fits."""
    while ways:
        drawn = random.choices(ways, [weight for _, weight in ways])[0]
        ways.remove(drawn)
        if (said := drawn[0](read, random)) is not None:
            return said
    return read.text
