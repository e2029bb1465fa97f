"""What a first sentence says in brackets: "고종(1852년 9월 8일 ~ 1919년 1월 21일)은"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from exporter.train.questions.asides import PlainText
from exporter.train.questions.entities import AnswerKind

_DATE = r"(?:기원전 ?)?\d{1,4}년(?: ?\d{1,2}월(?: ?\d{1,2}일)?)?"
_LIFE = re.compile(rf"(?P<birth>{_DATE})[^~∼–]{{0,12}}[~∼–]\s*(?P<death>{_DATE})?")

# {0} is the name with its topic particle, {1} without one, {2} with its subject particle.
_BORN = (
    "{0} 언제 태어났나요?",
    "{0} 언제 태어났는가?",
    "{0} 몇 년도에 태어났나?",
    "{1}의 출생일은 언제인가요?",
    "{1}의 생일은 언제인가?",
    "{1}의 출생 연도는?",
    "{1}의 탄생일은?",
    "{2} 태어난 해는?",
    "{2} 태어난 날은 언제인가?",
    "{2} 출생한 때는 언제인가요?",
)
_DIED = (
    "{0} 언제 사망했나요?",
    "{0} 언제 사망하였는가?",
    "{0} 언제 죽었나요?",
    "{0} 몇 년도에 사망하였는가?",
    "{1}의 사망일은 언제인가?",
    "{1}의 사망 연도는?",
    "{1}의 기일은 언제인가요?",
    "{2} 사망한 해는?",
    "{2} 세상을 떠난 날은?",
    "{2} 숨진 때는 언제인가?",
)


def life_questions(
    plain: PlainText, title: str, forms: tuple[str, str, str], random: Random
) -> Iterator[tuple[int, int, AnswerKind, str]]:
    """Yield questions for the dates of birth and death behind a title.

    Args:
        plain: The first passage of an article.
        title: Whom it is about.
        forms: The name with the topic particle, without one, and with the subject particle.
        random: Source of chance.

    Yields:
        Place of the answer in the full text, its kind, the question.
    """
    start = plain.text.find(title)
    for aside in plain.asides:
        if start < 0 or aside.position != start + len(title):
            continue
        match = _LIFE.search(aside.inside)
        if match is None:
            continue
        for group, questions in (("birth", _BORN), ("death", _DIED)):
            if match[group]:
                at = aside.start + match.start(group)
                kind = AnswerKind.DAY if match[group].endswith("일") else AnswerKind.YEAR
                question = random.choice(questions).format(*forms)
                yield at, at + len(match[group]), kind, question
