from __future__ import annotations

import pytest

from bot.slack.understand.speech.prose import questions_in, without_pointers


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


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("죄송한데 아래 공지에서 회비가 얼마인가요?", "죄송한데 회비가 얼마인가요?"),
        ("위 내용 보고 장소가 어디인지 알려주세요", "장소가 어디인지 알려주세요"),
        ("아래 표에 있는 담당자가 누구야?", "담당자가 누구야?"),
        ("첨부 파일에서 회비 찾아줘", "회비 찾아줘"),
        ("위 공지 회비 얼마예요", "회비 얼마예요"),
        ("이 글의 저자는?", "저자는?"),
        ("According to the notice below, how much is the fee?", "how much is the fee?"),
        ("can you check in this message how much it is?", "how much it is?"),
        *(
            (text, text)
            for text in (
                "다음 공지는 언제 올라와?",
                "다음 회의 언제야?",
                "이 글은 누가 썼어?",
                "어느 글에 나와?",
                "이 링크 뭐야?",
                "이 기사 요약해줘",
                "이 표에 몇 줄 있어?",
                "who is named in the article?",
                "In Korea, who is the president?",
                "이 글에서 ",
            )
        ),
    ],
)  # fmt: skip
def test_what_only_says_of_which_text_is_no_part_of_a_question(question: str, asked: str) -> None:
    assert without_pointers(question) == asked
