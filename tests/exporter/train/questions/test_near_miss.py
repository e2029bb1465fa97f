"""Questions that a passage does not answer, made of those that it does."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.questions.corpus import Article
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.near_miss import EnglishNearMisses
from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.gazetteer import Entity, Gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.near_miss.near_miss import KoreanNearMisses, exchanged
from exporter.train.questions.near_miss import (
    Change,
    NamePool,
    NearMiss,
    Spot,
    Told,
    draw,
    squeezed,
)
from tests.commands import run_here

PASSAGE = (
    "나도영은 1899년 솔내시에서 태어났다. 1947년 나도영은 솔내 미술 학교를 설립하였다. 학교는"
    " 처음에 학생 18명을 받았다. 박서호는 1952년에 교장이 되었다."
)
QUESTION = "나도영이 1947년에 설립한 학교는?"
ANSWER = ("솔내 미술 학교", PASSAGE.index("솔내 미술 학교"))
GAZETTEER = Gazetteer(
    {
        "나도영": Entity(AnswerKind.PERSON, "화가"),
        "박서호": Entity(AnswerKind.PERSON, "화가"),
        "윤가람": Entity(AnswerKind.PERSON, "화가"),
        "솔내시": Entity(AnswerKind.PLACE, "도시"),
        "한별시": Entity(AnswerKind.PLACE, "도시"),
    }
)
ENGLISH = (
    "Edith Calloway was born in Dunholm in 1839. She founded the Marlow School in 1871. The school"
    " took 18 pupils. Thomas Reed was born in Penmouth in 1850 and led it later."
)


@pytest.fixture(scope="module")
def korean() -> KoreanNearMisses:
    return KoreanNearMisses(Analyzer(GAZETTEER.proper_names()), GAZETTEER)


@pytest.fixture(scope="module")
def english() -> EnglishNearMisses:
    return EnglishNearMisses(EnglishNames([Article("1", "Dunholm", (ENGLISH,))]))


def every(misses: Iterator[NearMiss]) -> set[tuple[Change, str]]:
    return {(miss.change, miss.question) for miss in misses}


def korean_misses(
    korean: KoreanNearMisses, question: str, seeds: int = 60
) -> dict[Change, set[str]]:
    pool = NamePool()
    pool.add(korean.spots(PASSAGE))
    told = Told.of(PASSAGE, [ANSWER])
    found: dict[Change, set[str]] = {}
    for seed in range(seeds):
        for change, text in every(korean.near_misses(question, told, [pool], Random(seed))):
            found.setdefault(change, set()).add(text)
    return found


def test_each_kind_of_change_is_made(korean: KoreanNearMisses) -> None:
    found = korean_misses(korean, QUESTION)
    assert found[Change.PERSON] == {
        "박서호가 1947년에 설립한 학교는?",
        "윤가람이 1947년에 설립한 학교는?",
    }
    assert all(re.fullmatch(r"나도영이 \d+년에 설립한 학교는\?", q) for q in found[Change.TIME])
    assert "나도영이 1947년에 해체한 학교는?" in found[Change.OPPOSITE]
    assert "나도영이 1947년에 인수한 학교는?" in found[Change.PREDICATE]
    assert found[Change.NEGATION] == {"나도영이 1947년에 설립하지 않은 학교는?"}
    assert any(q.startswith("나도영의 ") for q in found[Change.NO_INFORMATION])


@pytest.mark.parametrize("when", ["2072년", "45세기"])
def test_a_time_to_come_is_changed_too(korean: KoreanNearMisses, when: str) -> None:
    found = korean_misses(korean, f"나도영이 {when}에 설립한 학교는?")
    assert found[Change.TIME]
    assert all(when not in question for question in found[Change.TIME])


def test_stems_are_inflected_anew(korean: KoreanNearMisses) -> None:
    found = korean_misses(korean, "솔내시에서 가장 높은 산은 어디인가?")
    assert found[Change.OPPOSITE] == {"솔내시에서 가장 낮은 산은 어디인가?"}
    assert found[Change.PLACE] == {"한별시에서 가장 높은 산은 어디인가?"}


def test_another_thing_is_asked_for_only_where_it_is_not_told(korean: KoreanNearMisses) -> None:
    asked = "나도영이 학교를 설립한 해는?"
    told = Told.of(PASSAGE, [("1947년", PASSAGE.index("1947년"))])
    changes = {miss.change for miss in korean.near_misses(asked, told, [NamePool()], Random(1))}
    assert Change.ASKED in changes
    why = "전쟁 때문에 1947년 나도영은 학교를 설립하였다."
    told = Told.of(why, [("1947년", why.index("1947년"))])
    changes = {miss.change for miss in korean.near_misses(asked, told, [NamePool()], Random(1))}
    assert Change.ASKED not in changes


def test_what_the_passage_may_answer_is_not_asked(korean: KoreanNearMisses) -> None:
    for change, questions in korean_misses(korean, QUESTION).items():
        for question in questions:
            assert squeezed("솔내 미술 학교") not in squeezed(question)
            assert squeezed(question) != squeezed(QUESTION)
            assert change is not Change.TIME or "1947" not in question


def test_english_questions_are_changed_too(english: EnglishNearMisses) -> None:
    pool = NamePool()
    pool.add(english.spots(ENGLISH))
    told = Told.of(ENGLISH, [("1839", ENGLISH.index("1839"))])
    found: dict[Change, set[str]] = {}
    for seed in range(30):
        question = "When was Edith Calloway born in Dunholm?"
        for miss in english.near_misses(question, told, [pool], Random(seed)):
            found.setdefault(miss.change, set()).add(miss.question)
    assert found[Change.PERSON] == {"When was Thomas Reed born in Dunholm?"}
    assert found[Change.PLACE] == {"When was Edith Calloway born in Penmouth?"}
    assert found[Change.OPPOSITE] == {"When was Edith Calloway buried in Dunholm?"}
    assert found[Change.ASKED] == {"Why was Edith Calloway born in Dunholm?"}


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("Who founded the Marlow School?", "Who did not found the Marlow School?"),
        ("When did she found the school?", "When didn't she found the school?"),
    ],
)
def test_english_is_negated(english: EnglishNearMisses, question: str, negated: str) -> None:
    told = Told.of(ENGLISH, [("18", ENGLISH.index("18 pupils"))])
    misses = every(english.near_misses(question, told, [NamePool()], Random(0)))
    assert (Change.NEGATION, negated) in misses


@given(
    st.sampled_from(["서울", "부산시", "KBS", "3", "《등대》", "대구"]),
    st.text("가나다 ?", max_size=6),
)
def test_an_exchange_keeps_what_is_around(other: str, rest: str) -> None:
    text = exchanged(f"어제 솔내{rest}", 3, 5, other)
    assert text.startswith(f"어제 {other}")


@given(st.lists(st.sampled_from(list(Change)), max_size=8), st.integers(1, 4), st.integers())
def test_draws_are_of_what_there_is(changes: list[Change], count: int, seed: int) -> None:
    misses = [NearMiss(change, str(number)) for number, change in enumerate(changes)]
    drawn = draw(misses, count, Random(seed))
    assert len(drawn) == min(count, len(misses))
    assert set(drawn) <= set(misses)


@given(st.text("가나다. \n", min_size=1, max_size=60), st.data())
def test_the_answers_sentence_holds_the_answer(context: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(context) - 1))
    text = context[start : data.draw(st.integers(start + 1, len(context)))]
    told = Told.of(context, [(text, start)])
    assert told.is_near(text)
    assert told.holds(text)
    assert told.is_answer(text)


def test_names_are_listed_anew_when_more_are_known() -> None:
    names = NamePool()
    city = Spot(0, 2, "솔내", AnswerKind.PLACE, "도시")
    names.add([city])
    assert list(names.like(city)) == ["솔내"]
    names.add([Spot(0, 2, "한별", AnswerKind.PLACE, "도시")])
    assert list(names.like(city)) == ["솔내", "한별"]


def test_the_command_writes_what_training_reads(tmp_path: Path) -> None:
    file = tmp_path / "questions.json"
    qas = [
        {
            "id": "1",
            "question": QUESTION,
            "answers": [{"text": ANSWER[0], "answer_start": ANSWER[1]}],
        }
    ]
    row = {"title": "나도영", "paragraphs": [{"context": PASSAGE, "qas": qas}]}
    file.write_text(json.dumps({"data": [row]}), "utf-8")
    to = tmp_path / "near.jsonl.gz"
    result = run_here("mrc-train", "near-misses", file, "--to", to, "--each", 3)
    assert result.stdout.startswith("3 questions")
    (paragraph,) = read_paragraphs(to)
    assert len({question.text for question in paragraph.questions}) == 3
    assert not any(question.answers for question in paragraph.questions)
    with gzip.open(to, "rt", encoding="utf-8") as stream:
        kinds = {q["kind"] for q in json.loads(stream.readline())["qas"]}
    assert len(kinds) == 3
    assert all(kind.startswith("unanswerable-") for kind in kinds)


def test_the_command_names_what_it_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "no.json"
    file.write_text("[]", "utf-8")
    result = run_here("mrc-train", "near-misses", file, "--to", tmp_path / "x.jsonl")
    assert result.returncode == 1
    assert "no.json" in result.stderr
