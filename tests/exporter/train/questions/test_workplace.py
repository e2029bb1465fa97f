"""Pages as workplaces have them."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.extract.html.page import extract
from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.questions.squad import SquadParagraph
from exporter.train.questions.workplace.english import EnglishPages
from exporter.train.questions.workplace.korean import KoreanPages
from exporter.train.questions.workplace.layout import PageTable, laid_out, swapped
from exporter.train.questions.workplace.pages import page
from exporter.train.questions.workplace.statements import filled, slots, statements
from exporter.train.questions.workplace.write import workplace_pages
from tests.commands import run_here

CELLS = st.text("가나1", min_size=1, max_size=3)
LANGUAGES = {"korean": KoreanPages, "english": EnglishPages}
TABLE = PageTable(("모델", "무게", "가격"), (("A7", "9.6kg", "12만 원"), ("B2", "3kg", "7만 원")))


@cache
def pages(language: str) -> list[SquadParagraph]:
    random = Random(language)
    made = LANGUAGES[language](random)
    return [page(made, str(number), random) for number in range(400)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_stand_where_they_are_said_to(language: str) -> None:
    asked = 0
    for row in pages(language):
        for question in row["qas"]:
            assert question["is_impossible"] == (not question["answers"])
            for answer in question["answers"]:
                asked += 1
                start, text = answer["answer_start"], answer["text"]
                assert row["context"][start : start + len(text)] == text == text.strip()
                assert text not in question["question"]
    assert asked > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_slot_is_left_open(language: str) -> None:
    for row in pages(language):
        assert not re.search(r"[{}]", row["context"])
        assert not any(re.search(r"[{}]", question["question"]) for question in row["qas"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_asks_nothing_twice(language: str) -> None:
    for row in pages(language):
        questions = [question["question"] for question in row["qas"]]
        assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_hardly_repeat(language: str) -> None:
    contexts = [row["context"] for row in pages(language)]
    assert len(set(contexts)) > 0.98 * len(contexts)
    share = sum(q["is_impossible"] for row in pages(language) for q in row["qas"])
    assert 0.2 < share / sum(len(row["qas"]) for row in pages(language)) < 0.4


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_statement_can_be_asked_about(language: str) -> None:
    made = LANGUAGES[language](Random(0))
    for statement in statements(language):
        told = {slot for sentence in statement.sentences for slot in slots(sentence)}
        for slot, question in statement.questions:
            assert slot in told or slot == "_", (statement.name, slot)
            for name in slots(question):
                assert made.make(name)


def test_particles_follow_the_value() -> None:
    said = filled("{event:은} {date:으로} 잡혔다.", {"event": "워크숍", "date": "9월 3일"})
    assert said.text == "워크숍은 9월 3일로 잡혔다."
    assert said.text[slice(*said.spans["date"])] == "9월 3일"


def test_a_table_is_laid_out_as_readers_get_it() -> None:
    forms = {laid_out(TABLE, Random(seed)).text for seed in range(100)}
    assert "모델 | 무게 | 가격\n모델: A7 | 무게: 9.6kg | 가격: 12만 원\n" in {
        form[: form.index("모델: B2")] for form in forms if "모델: B2" in form
    }
    assert "A7 무게: 9.6kg | A7 가격: 12만 원\nB2 무게: 3kg | B2 가격: 7만 원" in forms


def test_web_pages_have_one_of_the_forms() -> None:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE.cells)
    head = "".join(f"<th>{column}</th>" for column in TABLE.columns)
    text = extract(f"<table><tr>{head}</tr>{rows}</table>").text
    headers, _, named = text.partition("\n")
    assert headers == " | ".join(TABLE.columns)
    assert named in {laid_out(TABLE, Random(seed)).text for seed in range(100)}


@given(
    st.lists(
        st.lists(st.text("가나1", min_size=1, max_size=3), min_size=3, max_size=3), min_size=1
    ),
    st.integers(),
)
def test_cells_stand_where_they_are_said_to(rows: list[list[str]], seed: int) -> None:
    table = PageTable(("이름", "값", "날"), tuple(map(tuple, rows)))
    for form in (table, swapped(table, "이름")):
        lines = laid_out(form, Random(seed))
        for (row, column), (start, end) in lines.spans.items():
            assert lines.text[start:end] == form.cells[row][column]


def test_the_seed_decides() -> None:
    first, again, other = (
        list(islice(workplace_pages("korean", seed, 0.5), 5)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_the_command_writes_what_training_reads(tmp_path: Path) -> None:
    to = tmp_path / "pages.jsonl.gz"
    result = run_here("mrc-train", "workplace", "english", "--to", to, "--pages", 5)
    assert "questions in" in result.stdout
    assert len(list(read_paragraphs(to))) == 5
