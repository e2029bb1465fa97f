from __future__ import annotations

import pytest

from bot.slack.understand.speech.pinning import asks_of_several, wish_of_pin


@pytest.mark.parametrize(
    "text",
    [
        "고정 해제",
        "고정 해제해 주세요",
        "고정 풀어줘",
        "이 글 고정 취소해줘",
        "고정된 글 빼줘",
        "이 글 그만 읽어줘",
        "이제 그만 읽어",
        "이 기사는 잊어줘",
        "stop reading it",
        "고정을 풀어 주세요!",
        "unpin",
        "Unpin this",
        "please unpin the source.",
    ],
)
def test_who_wants_a_text_forgotten_says_so(text: str) -> None:
    assert wish_of_pin(text) == "forget"


@pytest.mark.parametrize(
    "text",
    [
        "고정",
        "고정된 글",
        "고정된 글 보여줘",
        "고정 확인",
        "고정된 글 뭐야?",
        "무엇을 읽고 있어?",
        "지금 무슨 글 읽고 있어?",
        "어떤 기사 보고 있나요",
        "what are you reading?",
        "pinned",
        "what's pinned?",
    ],
)
def test_who_wants_to_see_it_does_too(text: str) -> None:
    assert wish_of_pin(text) == "show"


@pytest.mark.parametrize(
    "text",
    [
        "고정 금리는 얼마야?",
        "고정비는 얼마인가요",
        "고정 해제는 어떻게 하나요?",
        "누가 메시지를 고정했어?",
        "how do I unpin a message?",
        "pin number",
    ],
)
def test_questions_about_pins_are_questions(text: str) -> None:
    assert wish_of_pin(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "관장 이름은 어느 글에 나와?",
        "둘 중 어디가 더 비싸?",
        "두 기사 중에 주차 얘기는 어디에 있어?",
        "링크들에서 입장료 찾아줘",
        "글을 모두 읽고 관장을 알려줘",
        "which one says who the director is?",
        "Which article mentions parking?",
        "Who is named in both of them?",
        "search all the links for the fee",
    ],
)
def test_a_question_of_all_texts_is_told_from_others(text: str) -> None:
    assert asks_of_several(text)


@pytest.mark.parametrize(
    "text",
    [
        "관장은 누구야?",
        "주차는 몇 대까지 돼?",
        "who is the director?",
        "글쓴이는 누구?",
        "링크 다시 줘",
    ],
)
def test_a_question_of_one_is_not(text: str) -> None:
    assert not asks_of_several(text)
