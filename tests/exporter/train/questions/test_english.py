"""Questions on English text, through the generator's public functions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exporter.train.questions.corpus import Article, is_english
from exporter.train.questions.english.clauses import clauses
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.writer import EnglishWriter
from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.generate import synthesize
from exporter.train.questions.squad import Plan, SquadParagraph

# Written for these tests.
LIGHTHOUSE = Article(
    "1",
    "Marlow Lighthouse",
    (
        "Marlow Lighthouse was built in 1871 by the engineer Edith Calloway in Penmouth. The tower"
        " replaced an older beacon, which had burned down twice. It has 214 steps and stands near"
        " Cape Farrow. On 3 May 1904, Calloway wrote a letter to the harbour office, and the lamp"
        " was changed two years later.",
        "Edith Calloway was born in Dunholm on 12 March 1839. She married Thomas Reed in 1862 and"
        " moved to Penmouth. Her father owned three ships. The University of Dunholm gave her a"
        " medal in 1880, and she taught there until 1893.",
    ),
)


@pytest.fixture(scope="module")
def rows() -> list[SquadParagraph]:
    names = EnglishNames([LIGHTHOUSE])
    writers = [EnglishWriter(names, Plan(seed=seed)) for seed in range(40)]
    return [row for writer in writers for row in writer.paragraphs(LIGHTHOUSE)]


def asked(rows: list[SquadParagraph]) -> set[tuple[str, str]]:
    return {
        (question["question"], answer["text"])
        for row in rows
        for question in row["qas"]
        for answer in question["answers"]
    }


def test_verbs_and_order_are_those_of_a_question(rows: list[SquadParagraph]) -> None:
    found = {(question.rstrip("?").lower(), answer) for question, answer in asked(rows)}
    assert any(
        re.match(r"(when|in what year|what year|in which year) was marlow lighthouse built", q)
        and a == "1871"
        for q, a in found
    )
    assert any(q.startswith("who did she marry") or "edith calloway marry" in q for q, _ in found)
    assert any(q.startswith("how many steps does") and a == "214" for q, a in found)


def test_answers_stand_where_they_are_said_to(rows: list[SquadParagraph]) -> None:
    for row in rows:
        for question in row["qas"]:
            for answer in question["answers"]:
                end = answer["answer_start"] + len(answer["text"])
                assert row["context"][answer["answer_start"] : end] == answer["text"]
                assert not re.match(r"\w", row["context"][end:])
                assert answer["text"].lower() not in question["question"].lower()


def test_many_kinds_are_asked_for(rows: list[SquadParagraph]) -> None:
    kinds = {question["kind"] for row in rows for question in row["qas"]}
    assert {
        AnswerKind.YEAR,
        AnswerKind.DAY,
        AnswerKind.NUMBER,
        AnswerKind.PERSON,
        AnswerKind.PLACE,
        "unanswerable",
    } <= kinds


def test_a_date_at_the_beginning_is_asked_for_with_its_clause(rows: list[SquadParagraph]) -> None:
    assert any("write a letter" in question and a == "3 May 1904" for question, a in asked(rows))


@pytest.mark.parametrize(
    ("name", "before", "kind"),
    [
        ("Edith Calloway", "", AnswerKind.PERSON),
        ("Calloway", "", AnswerKind.PERSON),
        ("Penmouth", "in", AnswerKind.PLACE),
        ("Nowhere", "in", AnswerKind.PLACE),
        ("Nowhere", "", AnswerKind.THING),
        ("University of Dunholm", "the", AnswerKind.THING),
        ("Dunholm University", "the", AnswerKind.ORGANISATION),
    ],
)
def test_names_are_known_by_their_company(name: str, before: str, kind: AnswerKind) -> None:
    assert EnglishNames([LIGHTHOUSE]).kind(name, before) is kind


def test_sentences_without_a_verb_are_left_out() -> None:
    assert not list(clauses("A lighthouse by the sea. There were many ships. That which shines."))


def test_languages_are_told_apart() -> None:
    assert is_english(LIGHTHOUSE.paragraphs[0])
    assert not is_english("등대(lighthouse)는 바다를 비춘다. 1871년에 세워졌다.")


def test_a_corpus_may_have_both_languages(tmp_path: Path) -> None:
    korean = "솔내 등대는 1871년에 김한결이 세웠다. 등대에는 계단이 214개 있다. " * 3
    file = tmp_path / "both.txt"
    file.write_text("\n".join([*LIGHTHOUSE.paragraphs * 6, *[korean] * 12]), "utf-8")
    questions = [q["question"] for row in synthesize([file], Plan(seed=1)) for q in row["qas"]]
    english = [question for question in questions if is_english(question)]
    assert 0 < len(english) < len(questions)
