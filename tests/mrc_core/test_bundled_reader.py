"""The reader that comes with the package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mrc_core import Reader
from mrc_core.artifact import BUNDLED_READER, bundled_model_dir, load_assets
from tests.commands import run_here

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH = Path(__file__).parents[1] / "data" / "english.json"


def test_there_is_one_version_and_it_is_small() -> None:
    (version,) = bundled_model_dir().iterdir()
    files = (file for file in version.rglob("*") if file.is_file())
    assert sum(file.stat().st_size for file in files) < 20_000_000


def test_it_goes_by_its_name() -> None:
    assert load_assets(bundled_model_dir()).config.name == BUNDLED_READER


def test_its_card_is_the_one_in_the_docs() -> None:
    (version,) = bundled_model_dir().iterdir()
    card = (version / "assets" / "model-card.md").read_text("utf-8")
    assert card == (DOCS / "model-card.md").read_text("utf-8")
    assert f"version {version.name}" in card.partition("\n")[0]


def test_it_reads_english() -> None:
    scores = json.loads(run_here("mrc-eval", ENGLISH, "--json").stdout)
    # Before it had learned from written questions, it made 58 and 65.
    assert scores["exact_match"] > 65
    assert scores["f1"] > 72


SCHEDULE = """주간 일정
월요일 10:00 전체 회의 (2층 소회의실)
화요일 14:00 디자인 리뷰 (줌)
수요일 휴무
목요일 09:30 고객사 방문
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("전체 회의 몇 시?", "10:00"),
        ("디자인 리뷰 몇시?", "14:00"),
        ("전체 회의 어디서 해요", "2층 소회의실"),
        ("쉬는 날은?", "수요일"),
        ("고객사 몇 시에 가?", "09:30"),
    ],
)
async def test_a_line_of_a_schedule_is_not_taken_for_its_neighbour(
    reader: Reader, question: str, answer: str
) -> None:
    reading = await reader.read(question, SCHEDULE)
    assert reading.answer is not None
    assert reading.answer.text == answer
