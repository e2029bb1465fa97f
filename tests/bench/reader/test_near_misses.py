"""The sets for measuring: near misses, workplace pages, sentences that no span answers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from exporter.calibration.paragraphs import GoldParagraph, GoldQuestion
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.near_miss import EnglishNearMisses
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.near_miss.near_miss import KoreanNearMisses
from exporter.train.questions.unanswered import Writers
from mrc_core.evaluate.squad import load_examples

from .near_misses import ELSEWHERE, near_miss_set

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def paragraphs() -> list[GoldParagraph]:
    made = []
    for number, (name, year) in enumerate([("나도영", "1947년"), ("박서호", "1952년")]):
        context = f"{name}은 {year}에 서울에서 학교를 설립하였다. 학생은 {18 + number}명이었다."
        questions = (
            GoldQuestion(
                f"{number}a", f"{name}이 학교를 설립한 해는?", ((year, context.index(year)),)
            ),
            GoldQuestion(
                f"{number}b", f"{name}이 설립한 것은?", (("학교", context.index("학교")),)
            ),
        )
        made.append(GoldParagraph("학교", context, questions))
    return made


def test_each_kind_is_drawn_with_the_questions_it_was_made_of(
    paragraphs: list[GoldParagraph],
) -> None:
    writers = Writers(
        KoreanNearMisses(Analyzer(), Gazetteer()), EnglishNearMisses(EnglishNames([]))
    )
    made = near_miss_set(paragraphs, writers, each=2, seed=1)
    qas = [qa for a in made["data"] for row in a["paragraphs"] for qa in row["qas"]]
    kinds = Counter(qa["kind"] for qa in qas)
    assert max(count for kind, count in kinds.items() if kind != "answerable") <= 2
    assert {ELSEWHERE, "opposite", "negation"} <= set(kinds)
    assert all(qa["is_impossible"] == (qa["kind"] != "answerable") for qa in qas)
    assert len({qa["id"] for qa in qas}) == len(qas)


def test_the_workplace_set_can_be_read() -> None:
    examples, marked = load_examples(DATA / "workplace.json")
    answerable = [example for example in examples if example.references]
    assert marked
    assert len(answerable) >= 200
    korean = [example for example in answerable if example.id.startswith("ko")]
    assert 0.6 < len(korean) / len(answerable) < 0.8
    for article in json.loads((DATA / "workplace.json").read_text("utf-8"))["data"]:
        for row in article["paragraphs"]:
            for qa in row["qas"]:
                for answer in qa["answers"]:
                    assert row["context"].startswith(answer["text"], answer["answer_start"])


def test_sixty_sentences_have_no_span() -> None:
    rows = json.loads((DATA / "no-span.json").read_text("utf-8"))
    assert len({row["question"] for row in rows}) == 60
    assert {row["language"] for row in rows} == {"ko", "en"}
