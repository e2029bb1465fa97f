from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from exporter.train.cli import app
from exporter.train.questions.corpus import read_articles
from exporter.train.questions.generate import synthesize
from exporter.train.questions.korean import morphology
from exporter.train.questions.korean.gazetteer import build_gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.writer import KoreanWriter
from exporter.train.questions.squad import Plan, SquadParagraph
from tests.exporter.train.prose import ARTICLES

Rows = list[SquadParagraph]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("corpus") / "솔내.jsonl.xz"
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    file.write_bytes(lzma.compress("\n".join(lines).encode()))
    return file


@pytest.fixture(scope="module")
def rows(corpus: Path) -> Rows:
    """Many seeds, so that the sanity tests see many forms."""
    articles = list(read_articles([corpus]))
    gazetteer = build_gazetteer(articles)
    analyzer = morphology.Analyzer(gazetteer.proper_names())
    writers = [KoreanWriter(analyzer, gazetteer, Plan(seed=seed)) for seed in range(40)]
    return [row for writer in writers for article in articles for row in writer.paragraphs(article)]


def answers(rows: Rows) -> list[tuple[str, str, int, str]]:
    """Context, answer, its place, question."""
    return [
        (row["context"], answer["text"], answer["answer_start"], question["question"])
        for row in rows
        for question in row["qas"]
        for answer in question["answers"]
    ]


def test_answers_stand_where_they_are_said_to(rows: Rows) -> None:
    assert len(answers(rows)) > 200
    for context, answer, start, _ in answers(rows):
        assert context[start : start + len(answer)] == answer
        assert answer == answer.strip()


def test_no_answer_cuts_a_word_or_a_number(rows: Rows) -> None:
    for context, answer, start, _ in answers(rows):
        before, after = context[start - 1 : start], context[start + len(answer) :][:1]
        assert not re.match(r"[가-힣A-Za-z0-9,.]", before) or before in ",."
        assert not (answer[-1].isdigit() and re.match(r"[\d.,]\d", context[start + len(answer) :]))
        assert not (
            answer[-1].isalpha() and answer[-1].isascii() and after.isascii() and after.isalpha()
        )


def test_no_answer_ends_in_a_particle(rows: Rows, analyzer: Analyzer) -> None:
    for answer in {answer for _, answer, *_ in answers(rows)}:
        *_, sentence = analyzer.sentences(answer)
        assert not sentence[-1].morphemes[-1].tag.startswith(("J", "E")), answer


def test_no_question_holds_its_answer(rows: Rows) -> None:
    for _, answer, _, question in answers(rows):
        assert answer not in question
        assert 7 <= len(question) <= 101


def test_some_questions_have_no_answer(rows: Rows) -> None:
    questions = [question for row in rows for question in row["qas"]]
    impossible = [question for question in questions if question["is_impossible"]]
    # Of these few articles; of Wikipedia 14 %, as planned: most are asked of other passages.
    assert 0.05 < len(impossible) / len(questions) < 0.25
    assert all(not question["answers"] for question in impossible)
    assert all(question["answers"] for question in questions if not question["is_impossible"])
    assert len({question["id"] for question in questions}) == len(questions)


def test_unanswerable_ones_can_be_left_out(corpus: Path) -> None:
    rows = synthesize([corpus], Plan(seed=3, unanswerable=0.0))
    assert not any(question["is_impossible"] for row in rows for question in row["qas"])


@pytest.fixture(scope="module")
def written(corpus: Path) -> list[SquadParagraph]:
    return list(synthesize([corpus], Plan(seed=4)))


def test_the_seed_decides_however_many_processes_write(
    corpus: Path, written: list[SquadParagraph]
) -> None:
    assert list(synthesize([corpus], Plan(seed=4), processes=2)) == written
    other = synthesize([corpus], Plan(seed=2))
    assert {q["question"] for row in written for q in row["qas"]} != {
        q["question"] for row in other for q in row["qas"]
    }


def test_the_command_writes_a_paragraph_a_line(
    corpus: Path, written: list[SquadParagraph], tmp_path: Path
) -> None:
    to = tmp_path / "questions.jsonl.xz"
    command = ["synthesize", str(corpus), "--to", str(to), "--seed", "4", "--paragraphs", "2"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "questions in" in result.stdout
    with lzma.open(to, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    assert rows == written[:2]


def test_the_command_names_what_it_cannot_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["synthesize", "missing.txt", "--to", str(tmp_path / "x")])
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("mrc-train: ")
    assert "missing.txt" in last
