from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.record.record import Correction, Record, correction_of, judged
from bot.domain.record.squad import squad_of
from mrc_core.evaluate.questions import read_articles

PARAGRAPH = "세종은 왕이다. 훈민정음은\n세종이 1443년에 만들었다. 서문은 정인지가 썼다."
START = PARAGRAPH.index("세종이")
FOUND = Record("누가?", "found", PARAGRAPH, "세종", START, "훈민정음", "https://a.example", "r 1")
ABSENT = Record("누구?", "absent", PARAGRAPH, None, None, "훈민정음", "https://a.example", "r 1")


@pytest.mark.parametrize(
    ("words", "start", "text"),
    [
        ("정인지", PARAGRAPH.index("정인지"), "정인지"),
        ("세종", START, "세종"),
        ("훈민정음은 세종이", PARAGRAPH.index("훈민정음은"), "훈민정음은\n세종이"),
        (" 1443년에  만들었다.", PARAGRAPH.index("1443"), "1443년에 만들었다."),
    ],
)
def test_a_correction_is_what_stands_in_the_paragraph(words: str, start: int, text: str) -> None:
    assert correction_of(FOUND, words) == Correction(text, start)


def test_words_that_stand_elsewhere_are_no_correction() -> None:
    assert correction_of(FOUND, "집현전") is None
    assert correction_of(FOUND, "세종 만들었다") is None
    assert correction_of(FOUND, " ") == Correction(None, None)


def _exported(*opinions: tuple[str, dict[str, Any]]) -> tuple[list[Any], int]:
    named = [(str(index), *opinion) for index, opinion in enumerate(opinions)]
    data, left_out = squad_of(named)
    articles = read_articles(json.dumps(data)) if data["data"] else []
    return [
        (asked.question, asked.answers, asked.is_marked)
        for article in articles
        for paragraph in article
        for asked in paragraph.asked
    ], left_out


def test_feedback_becomes_a_data_set_that_readers_are_measured_with() -> None:
    corrected = Correction("정인지", PARAGRAPH.index("정인지"))
    exported, left_out = _exported(
        ("right", judged(FOUND, None)),
        ("wrong", judged(FOUND, corrected)),
        ("wrong", judged(FOUND, Correction(None, None))),
        ("wrong", judged(FOUND, None)),
        ("right", judged(ABSENT, None)),
        ("wrong", judged(ABSENT, corrected)),
        ("wrong", judged(ABSENT, None)),
    )
    assert exported == [
        ("누가?", (("세종", START),), True),
        ("누가?", (("정인지", PARAGRAPH.index("정인지")),), True),
        ("누가?", (), True),
        ("누구?", (), True),
        ("누구?", (("정인지", PARAGRAPH.index("정인지")),), True),
    ]
    assert left_out == 2


def test_paragraphs_of_one_page_stand_together() -> None:
    data, _ = squad_of([("1", "right", judged(FOUND, None)), ("2", "right", judged(ABSENT, None))])
    assert len(data["data"]) == 1
    (paragraph,) = data["data"][0]["paragraphs"]
    assert [asked["is_impossible"] for asked in paragraph["qas"]] == [False, True]
