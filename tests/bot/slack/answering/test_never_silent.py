"""An answer that Slack refuses is tried again, else told another way."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.bot.slack.conftest import both_ways
from tests.bot.slack.running import EchoService
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]
PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."


def _ask(slack: SlackWorkspace, channel: str, user: str, question: str = "누가 세종?") -> str:
    said = slack.say(channel, user, f"<@{slack.bot_user}> {question}\n{PASSAGE}")
    return str(said["ts"])


def _replies(slack: SlackWorkspace, channel: str, ts: str) -> list[Json]:
    return [m for m in slack.thread(channel, ts) if m.get("user") == slack.bot_user]


def _nothing_stands(slack: SlackWorkspace, channel: str, ts: str) -> None:
    slack.wait_for(lambda w: not w.statuses(channel) and not w.reactions(channel, ts))


@both_ways
@pytest.mark.parametrize("error", ["fatal_error", "internal_error", "ratelimited"])
def test_an_error_with_200_is_tried_again(
    slack: SlackWorkspace, channel: str, minji: str, error: str
) -> None:
    slack.refuse("chat.postMessage", error)
    ts = _ask(slack, channel, minji)
    (reply,) = slack.wait_for(lambda w: _replies(w, channel, ts))
    assert "세종" in reply["text"]
    _nothing_stands(slack, channel, ts)


def test_server_errors_are_tried_again(slack: SlackWorkspace, channel: str, minji: str) -> None:
    slack.fail("chat.postMessage", times=3, status=500)
    ts = _ask(slack, channel, minji)
    assert slack.wait_for(lambda w: _replies(w, channel, ts))


def test_rate_limits_are_waited_for(slack: SlackWorkspace, channel: str, minji: str) -> None:
    before = len(slack.calls("chat.postMessage"))
    slack.rate_limit("chat.postMessage", times=2, retry_after=1)
    ts = _ask(slack, channel, minji)
    assert slack.wait_for(lambda w: _replies(w, channel, ts))
    calls = [call.at for call in slack.calls("chat.postMessage")[before:]]
    assert len(calls) == 3
    assert all(after - before >= 1 for before, after in pairwise(calls))


@both_ways
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_dropped_connection_costs_no_answer_and_doubles_none(
    slack: SlackWorkspace, channel: str, minji: str, when: Any
) -> None:
    slack.drop("chat.postMessage", when)
    ts = _ask(slack, channel, minji)
    assert slack.wait_for(lambda w: _replies(w, channel, ts))
    slack.settle(quiet=0.6)
    assert len(_replies(slack, channel, ts)) == 1


def test_a_limit_that_outlasts_the_answers_worth_is_told_another_way(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    slack.rate_limit("chat.postMessage", times=1, retry_after=3600)
    count = len(slack.ephemerals(minji))
    ts = _ask(slack, channel, minji)
    (told,) = slack.wait_for(lambda w: w.ephemerals(minji)[count:])
    assert "세종" in told["text"]
    assert told["thread_ts"] == ts
    _nothing_stands(slack, channel, ts)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("is_archived", "보관된 채널"),
        ("restricted_action_read_only_channel", "정해진 사람만"),
        ("user_is_restricted", "관리자"),
        ("missing_scope", "관리자"),
    ],
)
def test_a_channel_that_takes_no_reply_is_named_and_the_asker_answered_alone(
    slack: SlackWorkspace, channel: str, minji: str, error: str, words: str
) -> None:
    dm = slack.dm(minji)
    before = len(slack.messages(dm))
    slack.refuse("chat.postMessage", error)
    slack.refuse("chat.postEphemeral", error)
    _ask(slack, channel, minji)
    (told,) = slack.wait_for(lambda w: w.messages(dm)[before:])
    assert words in told["text"]
    assert "세종" in told["text"]


def test_who_asks_in_a_thread_whose_first_message_is_gone_is_answered_alone(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    dm, root = slack.dm(minji), slack.say(channel, minji, PASSAGE)["ts"]
    before = len(slack.messages(dm))
    for method in ("chat.postMessage", "chat.postEphemeral"):
        slack.refuse(method, "thread_not_found")
    slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?\n{PASSAGE}", thread_ts=root)
    (told,) = slack.wait_for(lambda w: w.messages(dm)[before:])
    assert "스레드의 첫 메시지가 지워져서" in told["text"]
    assert "세종" in told["text"]


def test_an_explanation_that_cannot_be_shown_there_is_told_directly(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    dm = slack.dm(minji)
    before = len(slack.messages(dm))
    slack.refuse("chat.postEphemeral", "user_not_in_channel")
    slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?")
    (told,) = slack.wait_for(lambda w: w.messages(dm)[before:])
    assert "빠졌습니다" in told["text"]


def test_refused_blocks_become_plain_text(slack: SlackWorkspace, channel: str, minji: str) -> None:
    slack.refuse("chat.postMessage", "invalid_blocks", times=2)
    ts = _ask(slack, channel, minji)
    (reply,) = slack.wait_for(lambda w: _replies(w, channel, ts))
    assert "blocks" not in reply
    assert "세종" in reply["text"]


@both_ways
def test_a_command_in_a_talk_without_the_bot_is_answered_by_its_response_url(
    slack: SlackWorkspace, minji: str
) -> None:
    between_two = slack.add_channel("", private=True, app=False)
    count = len(slack.ephemerals(minji))
    slack.command("/mrc", f"누가 세종?\n{PASSAGE}", minji, between_two)
    (told,) = slack.wait_for(lambda w: w.ephemerals(minji)[count:])
    assert "세종" in told["text"]
    assert "/invite" in told["text"]


def test_a_form_in_a_channel_that_nobody_knew_to_be_without_the_bot_is_answered_alone(
    slack: SlackWorkspace, minji: str
) -> None:
    private = slack.add_channel("secret", private=True, app=False)
    before = len(slack.ephemerals(minji))
    slack.fail("conversations.info", times=5)
    slack.command("/mrc", "", minji, private)
    view = slack.wait_for(lambda w: w.views(minji))[-1]
    slack.submit_view(view["id"], minji, {"question": "누가 세종?", "source": PASSAGE})
    (told,) = slack.wait_for(lambda w: w.ephemerals(minji)[before:])
    assert "세종" in told["text"]


def test_a_form_with_blanks_only_stays_open(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    slack.command("/mrc", "", minji, channel)
    view = slack.wait_for(lambda w: w.views(minji))[-1]
    sent = slack.submit_view(view["id"], minji, {"question": "누가?", "source": "   "})
    assert sent.reply["errors"].keys() == {"source"}
    assert slack.views(minji)[-1]["id"] == view["id"]


def test_a_missing_scope_is_told_as_the_administrators_to_mend(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    parent = slack.say(channel, minji, PASSAGE)["ts"]
    slack.refuse("conversations.replies", "missing_scope")
    count = len(slack.ephemerals(minji))
    slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?", thread_ts=parent)
    (told,) = slack.wait_for(lambda w: w.ephemerals(minji)[count:])
    assert "관리자" in told["text"]
    assert "잠시 뒤" not in told["text"]


def test_forty_who_ask_at_once_in_one_channel_need_not_wait_for_each_other(
    slack: SlackWorkspace, channel: str, echo: EchoService
) -> None:
    people = [slack.add_user(f"person{number}") for number in range(40)]
    asked = [_ask(slack, channel, person, f"누가 {person}?") for person in people]
    slack.wait_for(lambda w: all(_replies(w, channel, ts) for ts in asked))
    calls = slack.calls("chat.postMessage")
    assert len([call for call in calls if call.args.get("channel") == channel]) == 40


def test_no_text_of_anyone_is_logged(
    slack: SlackWorkspace, channel: str, minji: str, capfd: pytest.CaptureFixture[str]
) -> None:
    slack.refuse("chat.postMessage", "fatal_error")
    ts = _ask(slack, channel, minji, "누가 비밀스러운세종?")
    slack.wait_for(lambda w: _replies(w, channel, ts))
    logged = "".join(capfd.readouterr())
    assert "slack_tried_again" in logged
    assert "세종" not in logged
    assert "Traceback" not in logged
