from __future__ import annotations

from typing import Any

import pytest

from bot.slack.understand.incoming import Incoming
from bot.slack.understand.meaning import Ask, InThread
from bot.slack.understand.thread.followed import overheard

BOT = "U0BOT"
ASKED, ANSWER = "<@U0BOT> 관장은 누구야?", "정하늘"


def _told(question: str, *said: tuple[str, str], **how: bool) -> Ask | None:
    """What becomes of U1's question after these messages, and a first one by U1."""
    talk = [("U1", "https://a.example/x 다시 여는 도서관입니다"), *said]
    messages: list[dict[str, Any]] = [
        {"ts": f"{number}.0", "user": user, "text": text}
        for number, (user, text) in enumerate([*talk, ("U1", question)], 1)
    ]
    ts = messages[-1]["ts"]
    message = Incoming("T1", "C1", ts, "1.0", "U1", question, addressed=False)
    return overheard(Ask(question, InThread("1.0"), **how), messages, message, BOT)


@pytest.mark.parametrize(
    "said",
    [
        [],
        [("U1", "오")],
        [("U2", ASKED), (BOT, ANSWER)],
        [("U2", ASKED), (BOT, ANSWER), ("U2", "고마워요!")],
        [("U2", ASKED), (BOT, ANSWER), ("U2", "ok, thank you so much"), ("U1", "이런 것도 되네요")],
        [("U2", ASKED)],
        [(BOT, "<@U2>님의 질문: 관장은 누구야?"), (BOT, ANSWER)],
    ],
)
def test_after_an_answer_to_others_or_a_notice_a_question_stays_as_it_was(
    said: list[tuple[str, str]],
) -> None:
    assert _told("몇 시?", *said) == Ask("몇 시?", InThread("1.0"))
    doubtful = Ask("그 사람 유명해요?", InThread("1.0"), only_found=True, only_near=True)
    assert _told(doubtful.question, *said, only_found=True, only_near=True) == doubtful


@pytest.mark.parametrize(
    "said",
    [
        [("U1", ASKED), (BOT, ANSWER)],
        [("U1", ASKED), (BOT, ANSWER), ("U2", "와 감사합니다"), ("U1", "신기하네요")],
        [("U1", ASKED)],
        [(BOT, "<@U1>님의 질문: 관장은 누구야?"), (BOT, ANSWER)],
    ],
)
@pytest.mark.parametrize("question", ["주말에도 열어?", "그 사람은 누구야?", "where does he live?"])
def test_who_asks_on_after_their_own_answer_asks_the_bot(
    said: list[tuple[str, str]], question: str
) -> None:
    sure = Ask(question, InThread("1.0"))
    assert _told(question, *said, only_near=True) == sure
    if "주말" not in question:
        assert _told(question, *said, only_found=True) == sure


@pytest.mark.parametrize(
    "last",
    [
        ("U2", "저는 내일 갈게요"),
        ("U2", "ok, pinged Grace"),
        ("U2", "네 6시까지 오세요"),
        ("U2", "넵 언제 올까요"),
    ],
)
def test_what_follows_on_another_persons_words_is_told_only_if_found(last: tuple[str, str]) -> None:
    said = [("U1", ASKED), (BOT, ANSWER), last, ("U1", "음 그렇군요")]
    assert _told("몇 시?", *said) == Ask("몇 시?", InThread("1.0"), only_found=True)
    for question in ("wait what's their number?", "그 집 주차 돼?", "거기 몇 호선이야?"):
        assert _told(question, *said) is None


def test_an_answer_of_the_bot_to_others_is_nobody_elses_to_go_on_from() -> None:
    said = [("U1", ASKED), ("U2", "저도 궁금했어요"), (BOT, ANSWER)]
    near = Ask("주말에 열어?", InThread("1.0"), only_near=True)
    assert _told(near.question, *said, only_near=True) == near
