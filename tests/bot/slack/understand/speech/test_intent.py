from __future__ import annotations

import pytest

from bot.slack.understand.speech.audience import addresses_others
from bot.slack.understand.speech.intent import asks, is_courtesy, is_question, may_ask, nods

NODS = """
고마워요!
넵 확인했습니다
네 맞습니다
thank you so much
ok cool
감사합니다 민지님
와 감사합니다
우와 신기하네요
헐 대박
:+1: :tada:
got it thanks
"""
MORE_THAN_NODS = """
ok, pinged Grace
네 6시까지 오세요
ㅋㅋㅋ 봇한테 물어보시네
좋아요 몇 시?
10시요
"""
ASKING = """
누가 썼나?
누가 썼나
저자는?
저자는 누구
언제 발표되었는지
저자가 무엇인가요
몇 명이야?
며칠인가요 :pray:
Who wrote it
When was it built
So how much is it?
"""
SMALL_TALK = """
좋은 글이네요
참고하세요
고마워요!
어디서 봤는데 좋네요
몇 가지 정리했습니다
ㅋㅋ 왜 그래
새로운 왜건 모델 출시
얼마 안 걸렸네요
오 뭐야 대박
그건 회의 때 얘기할까요?
이거 보셨나요?
누가 썼나? 하고 찾아봤다.
nice article
How I built X
Have a look at this
Will share later
"""


@pytest.mark.parametrize("text", ASKING.strip().splitlines())
def test_questions(text: str) -> None:
    assert is_question(text)
    assert is_question(f"인사말입니다.\n{text}")


@pytest.mark.parametrize("text", SMALL_TALK.strip().splitlines())
def test_small_talk(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text", ["고마워요!", "감사합니다 :pray:", "넵", "Thanks a lot", "안녕하세요"]
)
def test_courtesies(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text", ["누가 썼나?", "저자 이름", "좋은 점은 무엇인가?", "네덜란드의 수도"]
)
def test_what_is_more_than_a_courtesy(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    """
주차비 알려줘
몇 층이야
주말은?
그럼 토요일은
주차비는요
휴관일 알려 주실 수 있나요
관장이 누군지 아시는 분?
연락처 좀
훈민정음을 만든 사람을 말해 보시오.
주말에도 여나요?
얼만데
언젠데?
tell me the opening hours
how much is parking?
""".strip().splitlines(),
)
def test_in_a_talk_with_the_bot_these_ask(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    """
네 알겠습니다
저는 좋아요
오늘은 비가 오네요
제가 확인해 볼게요
저도 몰랐는데 신기하네요
어제 누가 그러더라고요
몇 가지 정리했습니다
그건 제가 할게요
I'll check tomorrow
sounds good
진짜?
""".strip().splitlines(),
)
def test_these_do_not(text: str) -> None:
    assert not asks(text)
    assert not may_ask(text)


def test_who_only_nods_says_nothing() -> None:
    assert all(map(nods, NODS.strip().splitlines()))
    assert not any(map(nods, MORE_THAN_NODS.strip().splitlines()))


def test_some_may_ask() -> None:
    for text in ("다음 회의 어디서 해요", "평일 몇시에 열어요", "how big is the rain barrel"):
        assert may_ask(text)
        assert not asks(text)


def test_turning_to_others() -> None:
    assert addresses_others("<!here> 이거 누가 썼나요?")
    assert addresses_others("<@U2> 이거 누가 썼나요?")
    assert not addresses_others("이거 누가 썼나요? <https://a.example>")
