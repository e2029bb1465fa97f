"""Questions as people type them at work."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.questions.chat import Chat, reworded
from exporter.train.questions.english import chat as english
from exporter.train.questions.korean.chat.chat import KoreanChat
from exporter.train.questions.korean.chat.forms import copula, whether
from exporter.train.questions.korean.chat.typing import typed
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.squad import SquadParagraph
from tests.commands import run_here

NOUNS = st.sampled_from(
    "관장/재개관일/주차장/설계를 맡은 사람/3층 회의실/김민지/마감일/요금/것/KBS/누구".split("/")
)
HEADS = st.lists(NOUNS, min_size=1, max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def korean(analyzer: Analyzer) -> KoreanChat:
    return KoreanChat(analyzer)


Forms = Callable[[str], set[str]]


@pytest.fixture(scope="module")
def forms(korean: KoreanChat) -> Forms:
    return cache(lambda question: {korean.said(question, Random(seed)) for seed in range(1000)})


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "관장은 누구인가?",
            ["관장이 누구인지 알려줘", "관장이 누군지 아시는 분?", "관장?", "관장 알려주세요",
             "관장님 성함이 어떻게 되나요?", "관장이 누구예요?"],
        ),
        ("재개관일은 언제인가요?", ["재개관일 알려줘", "재개관일?", "재개관일 언제야?"]),
        ("주차장은 몇 면인가?", ["주차장은 몇 면이야?", "주차장이 몇 면인지 알려줘"]),
        ("설계는 누가 맡았는가?", ["설계는 누가 맡았어?", "설계는 누가 맡았나요?"]),
        ("설계를 맡은 사람은?", ["설계를 누가 맡았어?", "설계를 맡은 사람 알려줘"]),
        ("도서관은 언제 개관했나?", ["도서관 개관일?", "도서관은 언제 개관했어요?"]),
        ("입장료는 얼마인가?", ["입장료 얼마임?", "입장료가 얼마인지 알려주세요"]),
        ("공식 명칭은 무엇인가?", ["공식 명칭이 뭐예요?", "공식 명칭이 뭔지 알려줘"]),
    ],
)  # fmt: skip
def test_korean_is_said_in_the_forms_of_a_chat(
    forms: Forms, question: str, expected: list[str]
) -> None:
    said = {re.sub(r"\?$", "", form) for form in forms(question)}
    for form in expected:
        assert form.rstrip("?") in said, form


def test_a_unit_is_never_left_out(forms: Forms) -> None:
    assert all("면" in form for form in forms("주차장은 몇 면인가?"))


def test_no_form_asks_for_a_person_as_a_thing(forms: Forms) -> None:
    assert not any("뭐" in form or "무엇" in form for form in forms("관장은 누구인가?"))


@settings(deadline=None)
@given(HEADS, st.sampled_from(["누구", "무엇", "언제", "어디", "얼마"]), st.integers())
def test_korean_keeps_what_is_asked_about(
    korean: KoreanChat, head: str, wh: str, seed: int
) -> None:
    said = korean.reworded(f"{head}은 {wh}인가?", Random(seed))
    again = korean.reworded(f"{head}은 {wh}인가?", Random(seed))
    assert said == again
    squeezed = said.replace(" ", "")
    for word in head.split():
        stem = re.sub("[을를]$", "", word)
        assert stem in squeezed or stem in ("것", "누구", "맡은", "사람"), said


def test_a_hurry_shows() -> None:
    said = {typed("관장이 누구인지 알려줘", ["관장/이"], Random(seed)) for seed in range(3000)}
    assert {"관장이누구인지알려줘", "관장 누구인지 알려줘", "관장이 누구인지 알려줘 ㅎㅎ"} <= said
    assert "안녕하세요, 관장이 누구인지 알려줘" in said


@given(st.text("관장은누구인가 ?!1a", max_size=20), st.integers())
def test_any_text_can_be_typed(text: str, seed: int) -> None:
    assert typed(text, ["관장/은", "누구/"], Random(seed)) is not None


@settings(deadline=None)
@given(st.text(max_size=30), st.integers())
def test_any_text_can_be_reworded(korean: KoreanChat, text: str, seed: int) -> None:
    assert isinstance(korean.reworded(text, Random(seed)), str)
    assert isinstance(english.reworded(text, Random(seed)), str)


@given(
    st.sampled_from("누구 언제 어디 뭐 얼마 몇|명 몇|면 어느|나라 3층 몇|개".split()), st.integers()
)
def test_copulas_follow_the_last_sound(word: str, seed: int) -> None:
    word = word.replace("|", " ")
    said, asked = copula(word, Random(seed)), whether(word, Random(seed))
    final = (ord(word[-1]) - 0xAC00) % 28
    if final:
        assert not said.startswith(f"{word}예요")
        assert said.removeprefix(word).startswith(("이", "인", "임", "입"))
    else:
        assert f"{word}이에요" not in said
        assert f"{word}이야" not in said
    assert asked.endswith("지")


def test_english_is_said_in_the_forms_of_a_chat() -> None:
    def said(question: str) -> set[str]:
        every = {english.reworded(question, Random(seed)) for seed in range(500)}
        return {form.lower().rstrip("?") for form in every}

    assert {"whats the notice period", "notice period", "what's the notice period"} <= said(
        "What is the notice period?"
    )
    assert {"who's the lead", "whos the lead"} <= said("Who is the lead?")
    assert {"can you tell me when orchard 4.2 was released", "orchard 4.2 release date"} <= said(
        "When was Orchard 4.2 released?"
    )
    assert "do you know when the office closes" in said("When does the office close?")
    assert "author of the policy" in said("Who wrote the policy?")


@pytest.fixture
def paragraph() -> SquadParagraph:
    context = "관장 정하늘은 웃었다."
    return {
        "title": "도서관",
        "context": context,
        "qas": [
            {"id": "1", "question": "관장은 누구인가?", "kind": "person",
             "answers": [{"text": "정하늘", "answer_start": 3}], "is_impossible": False}
        ],
    }  # fmt: skip


def test_wordings_differ_and_keep_their_answer(
    korean: KoreanChat, paragraph: SquadParagraph
) -> None:
    (row,) = reworded([paragraph], Chat(korean, 3), times=6, share=1.0)
    questions = [question["question"] for question in row["qas"]]
    assert len(questions) == len(set(questions)) > 3
    assert all(q["answers"] == paragraph["qas"][0]["answers"] for q in row["qas"])
    assert len({q["id"] for q in row["qas"]}) == len(questions)


def test_of_a_share_the_rest_stays(korean: KoreanChat, paragraph: SquadParagraph) -> None:
    assert Chat(korean).of(paragraph, 0.0) == paragraph


def test_the_command_writes_what_training_reads(tmp_path: Path, paragraph: SquadParagraph) -> None:
    file, to = tmp_path / "questions.jsonl", tmp_path / "chat.jsonl.gz"
    file.write_text(json.dumps(paragraph), "utf-8")
    ended = run_here("mrc-train", "reword", file, "--to", to, "--times", 3)
    assert ended.returncode == 0
    (row,) = read_paragraphs(to)
    assert row.context == paragraph["context"]
    assert all(question.answers == (("정하늘", 3),) for question in row.questions)
    broken = run_here("mrc-train", "reword", tmp_path / "no.json", "--to", to)
    assert broken.returncode == 1
    assert "no.json" in broken.stderr
