from __future__ import annotations

from typing import Any

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.meaning import Readable, SlackFile, SlackMessage
from bot.slack.understand.thread.offered import (
    linked_sources,
    talk_sources,
    thread_sources,
)

Json = dict[str, Any]
LINK = "https://a.slack.com/archives/C1/p1358546515000008"
URL = "https://ko.wikipedia.org/wiki/세종"
NOTICE = "회의실 예약은 총무팀 김민지가 받습니다."
PROSE = "세종이 훈민정음을 만들었다. " * 20
BOT = "U0BOT"


def _thread(*said: str | Json) -> list[Json]:
    """Messages by U1, or as given; the question comes as the last."""
    return [
        {"ts": f"{number}.0", "user": "U1", **({"text": each} if isinstance(each, str) else each)}
        for number, each in enumerate((*said, "누가?"), 1)
    ]


def _sources(*said: str | Json) -> tuple[Readable, ...]:
    offers = thread_sources(_thread(*said), f"{len(said) + 1}.0", BOT)
    return offers[0] if offers else ()


def _text(words: str) -> tuple[Readable, ...]:
    return (GivenText(words, kind="thread"),)


def _by(user: str, text: str) -> Json:
    return {"user": user, "text": text}


FILE = {"id": "F1", "name": "a.pdf", "mimetype": "application/pdf", "size": 9, "mode": "hosted"}
PDF = SlackFile("F1", "a.pdf", "application/pdf", 9, "hosted", "", needs_info=False)
APP = {"user": "U9", "bot_id": "B9", "username": "RSS"}


@pytest.mark.parametrize(
    ("message", "sources"),
    [
        (f"읽어 보세요 <{URL}>", (WebPage(URL),)),
        (NOTICE, _text(NOTICE)),
        ("Lunch is at noon in room 3.", _text("Lunch is at noon in room 3.")),
        ("담당: <@U5>\n문의: <#C5>", _text("담당: <@U5>\n문의: <#C5>")),
        (f"*{NOTICE}* :tada:", _text(NOTICE)),
        (
            "```\nERROR at 10:30:45\n```\n로그를 확인했습니다",
            _text("ERROR at 10:30:45\n\n로그를 확인했습니다"),
        ),
        (f"<@U0BOT> 누가 썼나?\n{NOTICE}", _text(NOTICE)),
        ("이거 보세요", ()),
        ({"text": "This message was deleted.", "subtype": "tombstone", "user": "USLACKBOT"}, ()),
        ("안녕하세요", ()),
        ({"text": "", "files": [FILE]}, (PDF,)),
        ({"text": "보고서 초안입니다", "files": [FILE]}, (PDF,)),
        (
            {
                "text": f"이 메시지 봐 주세요 <{LINK}>",
                "attachments": [
                    {"is_msg_unfurl": True, "from_url": LINK, "text": "관장은 정하늘이다."}
                ],
            },
            _text("관장은 정하늘이다."),
        ),
        ({"text": f"<{LINK}>"}, (SlackMessage("C1", "1358546515.000008"),)),
        (
            APP
            | {
                "text": "",
                "attachments": [
                    {
                        "title": "도서관 소식",
                        "title_link": URL,
                        "text": "도서관이 9월에 다시 문을 연다.",
                    }
                ],
            },
            (GivenText("도서관 소식\n도서관이 9월에 다시 문을 연다.", kind="thread"), WebPage(URL)),
        ),
        (
            APP
            | {
                "text": "",
                "blocks": [
                    {
                        "type": "section",
                        "text": {"type": "mrkdwn", "text": "*배포 실패*: main의 빌드가 멈췄다."},
                    }
                ],
            },
            _text("배포 실패: main의 빌드가 멈췄다."),
        ),
        (
            APP
            | {
                "text": "",
                "blocks": [
                    {
                        "type": "section",
                        "text": {
                            "type": "mrkdwn",
                            "text": "Opened by <https://git.example/kim|kim>\n"
                            f"*<{URL}|#8 Retry less>*\nRetries go down from five to three.",
                        },
                    }
                ],
            },
            (
                GivenText(
                    "Opened by kim\n#8 Retry less\nRetries go down from five to three.",
                    kind="thread",
                ),
                WebPage(URL),
            ),
        ),
        (
            APP
            | {
                "text": f"<{URL}|MRC-7> 이 바뀌었습니다.",
                "attachments": [{"fields": [{"title": "담당자", "value": "김민지"}]}],
            },
            (GivenText("MRC-7 이 바뀌었습니다.\n담당자: 김민지", kind="thread"), WebPage(URL)),
        ),
        (
            {
                "text": f"<{URL}>",
                "attachments": [
                    {"from_url": URL, "title": "세종", "text": "세종은 조선의 왕이다."}
                ],
            },
            (WebPage(URL),),
        ),
    ],
)
def test_what_the_first_message_offers(message: str | Json, sources: tuple[Readable, ...]) -> None:
    assert _sources(message) == sources


def test_the_latest_source_counts_and_only_what_was_said_before_the_question() -> None:
    messages = _thread("이거 보세요", "<https://a.example/1>", "<https://a.example/2> 이것도요")
    assert thread_sources(messages, "4.0", BOT)[0] == (WebPage("https://a.example/2"),)
    assert thread_sources(messages, "2.5", BOT)[0] == (WebPage("https://a.example/1"),)
    assert thread_sources(messages, "2.0", BOT) == ()
    assert _sources(PROSE, "<https://a.example/1>") == (WebPage("https://a.example/1"),)
    assert _sources("<https://a.example/1>", PROSE) == _text(PROSE.strip())


def test_a_talk_of_short_messages_is_one_text_with_who_said_what() -> None:
    talk = _sources(
        "회식 날짜를 정합시다",
        _by("U2", "저는 16일이 좋아요"),
        _by("U3", "16일 저녁은 안 돼요"),
        _by("U1", "그럼 10월 17일로 해요"),
        _by("U2", "넵"),
    )
    assert talk == _text(
        "<@U1>: 회식 날짜를 정합시다\n<@U2>: 저는 16일이 좋아요\n<@U3>: 16일 저녁은 안 돼요\n"
        "<@U1>: 그럼 10월 17일로 해요"
    )


def test_questions_to_the_bot_and_its_replies_are_no_part_of_the_talk() -> None:
    asked_on = [
        NOTICE,
        "<@U0BOT> 예약은 누가 받나요?",
        _by("U0BOT", "김민지 — 회의실 예약은 총무팀 김민지가 받습니다."),
        "그럼 회의실은 몇 층이야?",
        _by("U0BOT", "이 글에서는 답을 찾지 못했습니다."),
    ]
    assert _sources(*asked_on) == _text(NOTICE)


def test_the_bots_posting_is_a_source_where_what_it_posted_is_not_known() -> None:
    posted = _thread(_by(BOT, f"<@U1> 님의 질문: 누가?\n<{URL}>"), _by(BOT, "세종 — 세종이 썼다."))
    assert thread_sources(posted, "3.0", BOT) == ((WebPage(URL),),)
    assert thread_sources(posted, "3.0", BOT, knows_posting=True) == ()


def test_in_a_direct_message_what_was_sent_last_counts() -> None:
    talk = _thread(
        f"<{URL}>",
        "누가 썼나?",
        PROSE,
        _by(BOT, "이 글에서 무엇이 궁금하세요?"),
        "안녕",
        "누가?\n고마워",
    )
    assert talk_sources(talk, "7.0", BOT) == (GivenText(PROSE.strip()),)
    assert talk_sources(talk, "3.0", BOT) == (WebPage(URL),)
    all_of_it = (GivenText(PROSE.strip()), WebPage(URL))
    assert talk_sources(talk, "7.0", BOT, together=True) == all_of_it
    assert talk_sources(talk, "1.0", BOT) == ()


def test_where_the_latest_source_cannot_be_read_the_one_before_it_is() -> None:
    passage = "정기 점검은 매달 첫째 월요일에 한다. 문의는 시설팀으로 하면 된다."
    said = [{"text": passage}, {"text": "<https://a.example/1>"}, {"text": "<https://a.example/2>"}]
    offers = thread_sources(_thread(*said), "4.0", BOT)
    pages = [(WebPage(f"https://a.example/{number}"),) for number in (2, 1)]
    assert offers == (*pages, (GivenText(passage, kind="thread"),))


def test_remarks_beside_a_link_are_no_source() -> None:
    said = [{"text": "<https://a.example/1>"}, {"text": "이거 보세요"}, {"text": "네 볼게요"}]
    assert thread_sources(_thread(*said), "4.0", BOT) == ((WebPage("https://a.example/1"),),)


def test_a_message_that_is_pointed_to_is_read_with_its_thread() -> None:
    said = [{"text": "송년회는 언제가 좋을까요", "user": "U1"}, {"text": "16일요", "user": "U2"}]
    assert linked_sources(_thread(*said)[:-1], BOT) == (
        GivenText("<@U1>: 송년회는 언제가 좋을까요\n<@U2>: 16일요", kind="thread"),
    )


def test_a_short_message_that_is_pointed_to_is_read_too() -> None:
    assert linked_sources(_thread({"text": "16일 저녁"})[:-1], BOT) == (
        GivenText("16일 저녁", kind="thread"),
    )


def test_what_a_message_that_is_pointed_to_has_attached_is_read_beside_it() -> None:
    message = {"text": "공지입니다", "files": [{"id": "F1", "name": "a.pdf"}]}
    (file,) = linked_sources(_thread(message)[:-1], BOT)
    assert isinstance(file, SlackFile)
