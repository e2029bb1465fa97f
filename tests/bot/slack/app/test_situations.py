"""What people in a workspace do, and what they see of the bot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.bot.slack.app.conftest import LIBRARY, MUSEUM
from tests.bot.slack.app.scene import Scene
from tests.bot.slack.conftest import both_ways
from tests.bot.slack.running import EchoService

Json = dict[str, Any]
NOTICE = "주차장은 87면이며 처음 한 시간은 무료입니다."


def _in_a_line(scene: Scene) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요? {NOTICE}")


def _with_a_greeting(scene: Scene) -> None:
    scene.say(f"{scene.bot} 안녕하세요!\n주차는 몇 대까지 되나요?\n9월 정기 안내\n{NOTICE}")


def _with_a_link_in_the_passage(scene: Scene) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?\n{NOTICE} 자세히: {MUSEUM}")


def _in_the_middle_of_a_sentence(scene: Scene) -> None:
    scene.say(f"{LIBRARY} 여기 {scene.bot} 주차가 몇 대까지 되는지 알려줄래?")


def _with_a_particle_after_the_link(scene: Scene) -> None:
    scene.say(f"{scene.bot} {LIBRARY}의 주차는 몇 대까지 되나요?")


def _with_emoji_and_bullets(scene: Scene) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대?\n• :car: 주차장: 87면 :tada:\n• 시작: 10:30:45")


def _under_a_permalink_that_slack_unfurled(scene: Scene) -> None:
    origin = scene.slack.add_channel("notices")
    sent = scene.slack.say(origin, scene.hyunwoo, NOTICE)
    above = scene.say(f"{scene.slack.permalink(origin, sent)} 참고하세요")
    scene.slack.unfurl(scene.channel, above["ts"], scene.slack.permalink(origin, sent), NOTICE)
    scene.say(f"{scene.bot} 주차는 몇 대?", under=above)


def _of_two_links(scene: Scene) -> None:
    scene.say(f"{scene.bot} {MUSEUM} {LIBRARY} 주차는 몇 대까지 되나요?")


def _under_a_short_notice(scene: Scene) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대?", under=scene.say(NOTICE))


def _under_an_rss_post(scene: Scene) -> None:
    attachment = {"title": "도서관 소식", "title_link": LIBRARY, "text": "주차장은 87면이다."}
    post = scene.app_says(username="RSS", attachments=[attachment])
    scene.say(f"{scene.bot} 주차는 몇 대?", under=post)


def _under_a_post_of_blocks(scene: Scene) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*주차장*: 87면"}}
    post = scene.app_says(subtype=None, blocks=[section])
    scene.say(f"{scene.bot} 주차는 몇 대?", under=post)


def _under_a_post_whose_link_cannot_be_read(scene: Scene) -> None:
    field = {"title": "주차장", "value": "87면"}
    text = "<https://jira.example/MRC-7|MRC-7> 이 바뀌었습니다."
    post = scene.app_says(text=text, attachments=[{"fields": [field]}])
    scene.say(f"{scene.bot} 주차는 몇 대?", under=post)


def _of_a_forwarded_message(scene: Scene) -> None:
    origin = scene.slack.add_channel("notices")
    shared = scene.slack.say(origin, scene.hyunwoo, NOTICE)
    scene.slack.share(scene.channel, scene.minji, f"{scene.bot} 주차는 몇 대?", shared, origin)


def _by_an_edit_that_adds_the_mention(scene: Scene) -> None:
    said = scene.say(f"{LIBRARY} 주차 궁금")
    scene.slack.settle()
    scene.slack.edit(scene.channel, said["ts"], f"{scene.bot} {LIBRARY} 주차는 몇 대?")


def _by_an_edit_that_adds_the_link(scene: Scene) -> None:
    said = scene.say(f"{scene.bot} 주차는 몇 대?")
    scene.slack.wait_for(lambda w: w.ephemerals(scene.minji))
    scene.slack.edit(scene.channel, said["ts"], f"{scene.bot} 주차는 몇 대? {LIBRARY}")


def _unaddressed_with_a_link(scene: Scene) -> None:
    scene.say(f"{LIBRARY} 주차는 몇 대까지 되나요?")


@pytest.mark.parametrize(
    "ask",
    [
        _in_a_line,
        _with_a_greeting,
        _with_a_link_in_the_passage,
        _in_the_middle_of_a_sentence,
        _with_a_particle_after_the_link,
        _with_emoji_and_bullets,
        _under_a_permalink_that_slack_unfurled,
        _of_two_links,
        _under_a_short_notice,
        _under_an_rss_post,
        _under_a_post_of_blocks,
        _under_a_post_whose_link_cannot_be_read,
        _of_a_forwarded_message,
        _by_an_edit_that_adds_the_mention,
        _by_an_edit_that_adds_the_link,
        _unaddressed_with_a_link,
    ],
)
def test_who_asks_this_way_is_answered_once(scene: Scene, ask: Callable[[Scene], None]) -> None:
    ask(scene)
    scene.answered("87면")
    scene.silent()


@both_ways
@pytest.mark.parametrize("ask", [_in_a_line, _under_an_rss_post, _of_a_forwarded_message])
def test_over_http_and_in_socket_mode_alike(scene: Scene, ask: Callable[[Scene], None]) -> None:
    ask(scene)
    scene.answered("87면")


@both_ways
def test_a_talk_in_a_thread_over_http_and_in_socket_mode_alike(scene: Scene) -> None:
    asked = scene.say(f"{scene.bot} {LIBRARY} 관장은 누구인가요?")
    scene.answered("정하늘")
    scene.say("주말은?", under=asked)
    scene.answered("정하늘", "오후 6시")
    scene.say("현우님 자료 어디 있어요?", under=asked)
    scene.say("감사합니다!", under=asked)
    scene.silent()


@both_ways
def test_the_button_over_http_and_in_socket_mode_alike(scene: Scene) -> None:
    scene.say(f"{LIBRARY} 주차는 몇 대까지 되나요?")
    scene.answered("87면")
    (reply,) = (m for m in scene.slack.messages(scene.channel) if m["user"] == scene.slack.bot_user)
    assert scene.slack.click(scene.channel, reply["ts"], "mrc_remove", scene.hyunwoo).ok
    scene.slack.wait_for(lambda _: scene.replies() == [])


def test_people_in_a_command_are_shown_by_their_names(scene: Scene) -> None:
    given = f"{scene.bot} <@{scene.hyunwoo}>의 담당은?\n담당은 김민지입니다."
    assert scene.slack.command("/mrc", given, scene.minji, scene.channel).ok
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    posted, answer = scene.replies()
    assert "질문: hyunwoo의 담당은?" in posted
    assert "김민지" in answer


@both_ways
def test_the_command_over_http_and_in_socket_mode_alike(scene: Scene) -> None:
    given = f"주차는 몇 대까지 되나요? {LIBRARY}"
    assert scene.slack.command("/mrc", given, scene.minji, scene.channel).ok
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    assert "87면" in scene.replies()[1]


def test_a_talk_of_short_messages_is_read_with_who_said_what(scene: Scene) -> None:
    first = scene.say("회식 날짜를 정합시다")
    scene.say("10월 16일 좋아요", under=first, by=scene.hyunwoo)
    scene.say("저도 좋습니다", under=first)
    scene.say(f"{scene.bot} 회식 날짜는 며칠이야?", under=first)
    scene.answered("hyunwoo: 10월 16일 좋아요")


def test_people_in_passages_and_questions_are_read_by_their_names(
    scene: Scene, echo: EchoService
) -> None:
    scene.say(f"{scene.bot} 담당은 누구?\n담당은 <@{scene.minji}>입니다.")
    scene.answered("담당은 minji입니다")
    scene.say(f"{scene.bot} <@{scene.minji}>의 담당은?\n담당은 김민지입니다.")
    scene.answered("담당은 minji입니다", "김민지")
    assert "minji의 담당은?" in echo.asked


@pytest.mark.parametrize(
    "text", ["주차비 알려줘", "어린이 자료실은 몇 층이야", "주말은?", "그럼 주말은"]
)
def test_in_a_thread_that_the_bot_is_in_a_plain_question_needs_no_mention(
    scene: Scene, text: str
) -> None:
    asked = scene.say(f"{scene.bot} {LIBRARY} 관장은 누구인가요?")
    scene.answered("정하늘")
    scene.say(text, under=asked)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    scene.say("그럼 예산은?", under=asked)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 3)
    assert "찾지 못했습니다" in scene.replies()[-1]


def test_several_questions_are_answered_in_one_reply(scene: Scene) -> None:
    asked = scene.say(f"{scene.bot} {LIBRARY} 관장은 누구야? 주차는 몇 대? 예산은 얼마야?")
    scene.slack.wait_for(lambda _: scene.replies())
    scene.slack.edit(scene.channel, asked["ts"], f"{scene.bot} {LIBRARY} 관장은 누구야? 주말은?")
    scene.slack.wait_for(lambda _: scene.replies()[0].count("\n") == 5)
    (reply,) = scene.replies()
    assert [line.partition(" — ")[0] for line in reply.splitlines() if "출처" not in line] == [
        "관장은 누구야?",
        "정하늘",
        "주말은?",
        "오후 6시",
    ]


def test_the_latest_source_of_a_thread_counts(scene: Scene) -> None:
    asked = scene.say(f"{scene.bot} {LIBRARY} 관장은 누구인가요?")
    scene.answered("정하늘")
    scene.say(f"이것도 참고하세요 {MUSEUM}", under=asked)
    scene.say("관장은 누구야?", under=asked)
    scene.answered("정하늘", "서유진")


@pytest.mark.parametrize(
    "text",
    [
        f"{LIBRARY} 이 기사 어떻게 생각하세요?",
        f"{LIBRARY} 같이 가실래요? 언제가 좋으세요?",
        f"현우님 {LIBRARY} 관장이 누구예요?",
        f"{LIBRARY} 예산은 얼마인가요?",
        "https://news.example/missing 관장은 누구인가요?",
        f"참고하세요 {LIBRARY}",
        "오늘 점심 뭐 먹지",
        "관장은 누구인가요?",
    ],
)
def test_what_nobody_asked_the_bot_is_left_alone(scene: Scene, text: str) -> None:
    scene.say(text)
    scene.silent("reactions.", "assistant.")


@pytest.mark.parametrize(
    "text",
    [
        "현우님 자료 어디 있어요?",
        "<@{other}> 관장은 누구야?",
        "내일 몇 시에 만날까요?",
        "저도 궁금했는데",
    ],
)
def test_people_who_talk_in_a_thread_that_the_bot_is_in_are_left_alone(
    scene: Scene, text: str
) -> None:
    asked = scene.say(f"{scene.bot} {LIBRARY} 관장은 누구인가요?")
    scene.answered("정하늘")
    scene.say(text.format(other=scene.hyunwoo), under=asked)
    scene.silent()


def test_a_direct_message_is_one_talk(scene: Scene) -> None:
    scene.channel = scene.slack.dm(scene.minji)
    scene.say("안녕")
    scene.answered("/mrc")
    scene.say(LIBRARY)
    scene.answered("/mrc", "무엇이 궁금하세요?")
    scene.say("관장은 누구야?")
    scene.say("미술관 관장은 서유진입니다. 입장료는 5,000원입니다.")
    scene.slack.wait_for(lambda _: len(scene.replies()) == 4)
    scene.say("입장료 알려줘")
    scene.slack.wait_for(lambda _: len(scene.replies()) == 5)
    assert "정하늘" in "".join(scene.replies())
    assert "5,000원" in scene.replies()[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{bot}", "이렇게 물어보세요"),
        ("{bot} 너는 누구야?", "이렇게 물어보세요"),
        ("{bot} " + LIBRARY, "무엇이 궁금하세요?"),
        ("{bot} 관장은 누구인가요?", "빠졌습니다"),
    ],
)
def test_who_leaves_something_out_is_told_alone_what(scene: Scene, text: str, words: str) -> None:
    scene.say(text.format(bot=scene.bot))
    told = scene.slack.wait_for(lambda w: w.ephemerals(scene.minji))
    assert words in told[0]["text"]
    assert scene.replies() == []
