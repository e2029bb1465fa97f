from __future__ import annotations

import pytest

from bot.slack.understand.speech.prose import questions_in


@pytest.mark.parametrize(
    "questions",
    [
        ("관장 누구야?", "휴관일은?", "주차는 몇 대?"),
        ("who is the director?", "when does it open?"),
        ("관장은 누구인가요.", "휴관일은 언제인가요."),
    ],
)
def test_what_is_asked_one_after_the_other_is_several_questions(questions: tuple[str, ...]) -> None:
    assert questions_in(" ".join(questions)) == questions
    assert questions_in("이번 주에 가려고요. " + " ".join(questions)) == questions
    numbered = " ".join(f"{number}. {each}" for number, each in enumerate(questions, 1))
    assert questions_in(numbered) == questions


@pytest.mark.parametrize(
    "text",
    [
        "관장은 누구?",
        "혹시 아시는 분 있나요? 관장이 누구예요?",
        "주차 되나요? 된다면 몇 대까지 되나요?",
        "관장이 누구야? 좀 알려줘",
        "김민지 대리? 아니면 박 대리? 담당은 누구야?",
        "언제부터 언제까지야?",
        " ".join(f"{each}은 누구?" for each in "가나다라마바"),
    ],
)
def test_one_question_is_asked_as_it_stands(text: str) -> None:
    assert questions_in(text) == (text,)
