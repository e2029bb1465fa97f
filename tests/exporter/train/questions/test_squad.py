from __future__ import annotations

from random import Random

import pytest

from exporter.train.questions.korean.candidates import candidates
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.parsing import parse
from exporter.train.questions.korean.particles import with_particle
from exporter.train.questions.korean.wording.questions import Composer
from exporter.train.questions.korean.wording.retelling import Setting


def asked(analyzer: Analyzer, text: str, answer: str, title: str = "", topic: str = "") -> set[str]:
    """All that is asked for the answer in many tries."""
    composer = Composer(analyzer.join)
    found: set[str] = set()
    for sentence in analyzer.sentences(text):
        clause = parse(text, sentence)
        for candidate in candidates(clause, Gazetteer()):
            if text[candidate.start : candidate.end] == answer:
                questions = (
                    composer.ask(clause, candidate, Setting(title, topic), Random(seed))
                    for seed in range(300)
                )
                found |= {question for question in questions if question}
    return found


def test_a_clause_before_the_asked_noun(analyzer: Analyzer) -> None:
    questions = asked(analyzer, "이중섭은 1947년에 미술 학교를 설립하였다.", "1947년")
    assert "이중섭이 미술 학교를 설립한 해는?" in questions
    assert any(q.startswith("이중섭은 언제 미술 학교를 설립했") for q in questions)
    assert any("미술 학교가 " in q for q in questions), "in the passive"
    assert any("세운" in q for q in questions), "in other words"


def test_a_pronoun_is_said_out(analyzer: Analyzer) -> None:
    questions = asked(analyzer, "그는 1920년 서울로 이주하였다.", "1920년", title="나도영")
    assert questions
    assert all("그는" not in q and "그가" not in q for q in questions)
    assert any("나도영" in q for q in questions)


def test_a_modified_noun_gets_its_part(analyzer: Analyzer) -> None:
    questions = asked(analyzer, "1931년에 처음으로 개통된 경부 철도는 남쪽으로 간다.", "1931년")
    assert any(q.startswith("경부 철도가") for q in questions)


def test_a_number_is_asked_with_its_unit(analyzer: Analyzer) -> None:
    questions = asked(analyzer, "서울의 인구는 31만 명이다.", "31만 명")
    assert any("몇 명" in q or "몇명" in q for q in questions)
    assert any(q.startswith("서울의 인구는") for q in questions)


def test_no_question_gives_its_answer_away(analyzer: Analyzer) -> None:
    text = "솔내 등대는 1912년에 세워졌고, 등대지기 박서호는 1912년부터 불을 지켰다."
    assert not any("1912년" in q for q in asked(analyzer, text, "1912년"))


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("서울", "는", "서울은"),
        ("서울", "으로", "서울로"),
        ("누구", "과의", "누구와의"),
        ("《등대》", "을", "《등대》를"),
        ("3", "가", "3이"),
        ("KBS", "이", "KBS가"),
        ("집", "로", "집으로"),
        ("집", "에서는", "집에서는"),
    ],
)
def test_particles_follow_the_last_sound(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected
