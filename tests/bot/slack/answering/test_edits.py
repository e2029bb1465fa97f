"""Questions that are edited or deleted, and replies that somebody takes away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.slack.conftest import both_ways
from tests.bot.slack.running import EchoService
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]
PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."


def _text(slack: SlackWorkspace, question: str) -> str:
    return f"<@{slack.bot_user}> {question}\n{PASSAGE}"


def _ask(slack: SlackWorkspace, channel: str, user: str, question: str = "누가 세종?") -> str:
    return str(slack.say(channel, user, _text(slack, question))["ts"])


def _replies(slack: SlackWorkspace, channel: str, ts: str) -> list[Json]:
    return [
        message
        for message in slack.messages(channel)
        if message.get("user") == slack.bot_user and message.get("thread_ts") == ts
    ]


def _replied(slack: SlackWorkspace, channel: str, ts: str, word: str) -> Json:
    """The only reply, once it has the word in it."""
    slack.wait_for(lambda w: [m for m in _replies(w, channel, ts) if word in m["text"]])
    slack.settle()
    (reply,) = _replies(slack, channel, ts)
    return reply


@both_ways
def test_an_edited_question_updates_the_same_reply(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    ts = _ask(slack, channel, minji)
    first = _replied(slack, channel, ts, "세종")
    slack.edit(channel, ts, _text(slack, "누가 문종?"))
    assert _replied(slack, channel, ts, "문종")["ts"] == first["ts"]


@both_ways
def test_a_question_edited_while_it_is_worked_on_is_answered_once_and_as_it_is_now(
    slack: SlackWorkspace, channel: str, minji: str, echo: EchoService
) -> None:
    echo.seconds = 1.0
    count = len(echo.asked)
    ts = _ask(slack, channel, minji)
    slack.wait_for(lambda _: echo.asked[count:])
    slack.edit(channel, ts, _text(slack, "누가 문종?"))
    _replied(slack, channel, ts, "문종")
    posted = [c.args["text"] for c in slack.calls("chat.postMessage") if ts in str(c.args)]
    assert len(posted) == 1


def test_several_edits_in_a_row_end_with_the_last(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    ts = _ask(slack, channel, minji)
    _replied(slack, channel, ts, "세종")
    for name in ("문종", "단종", "세조"):
        slack.edit(channel, ts, _text(slack, f"누가 {name}?"))
    _replied(slack, channel, ts, "세조")
    updates = [call for call in slack.calls("chat.update") if call.args["channel"] == channel]
    assert len(updates) <= 3


def test_a_link_that_was_forgotten_and_is_added_by_an_edit_is_read(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    ts = slack.say(channel, minji, f"<@{slack.bot_user}>")["ts"]
    slack.settle()
    slack.edit(channel, ts, _text(slack, "누가 세종?"))
    _replied(slack, channel, ts, "세종")


def test_where_the_question_is_edited_away_its_reply_goes(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    ts = _ask(slack, channel, minji)
    _replied(slack, channel, ts, "세종")
    count = len(slack.ephemerals(minji))
    slack.edit(channel, ts, f"<@{slack.bot_user}> 이 글에는 여러 사람이 나온다. 읽을 만하다.")
    slack.wait_for(lambda w: not _replies(w, channel, ts))
    (told,) = slack.wait_for(lambda w: w.ephemerals(minji)[count:])
    assert "무엇이 궁금" in told["text"]


@pytest.mark.parametrize("what", ["unfurl", "pin"])
def test_a_change_that_is_none_of_the_text_does_nothing(
    slack: SlackWorkspace, channel: str, minji: str, what: str
) -> None:
    ts = _ask(slack, channel, minji)
    _replied(slack, channel, ts, "세종")
    calls = len(slack.calls())
    if what == "unfurl":
        slack.unfurl(channel, ts, "https://a.example/", "누가 문종?")
    else:
        slack.pin(channel, ts)
    slack.settle(quiet=0.5)
    assert len(slack.calls()) == calls


@both_ways
def test_a_deleted_question_takes_its_reply_along(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    ts = _ask(slack, channel, minji)
    _replied(slack, channel, ts, "세종")
    slack.delete(channel, ts)  # it had a reply: what is left is a tombstone
    slack.wait_for(lambda w: not _replies(w, channel, ts))


def test_a_deleted_question_in_a_thread_takes_its_reply_along(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    parent = slack.say(channel, minji, PASSAGE)["ts"]
    asked = slack.say(channel, minji, _text(slack, "누가 세종?"), thread_ts=parent)
    _replied(slack, channel, parent, "세종")
    slack.delete(channel, asked["ts"])
    slack.wait_for(lambda w: not _replies(w, channel, parent))


@both_ways
def test_a_question_deleted_while_it_is_worked_on_leaves_no_orphan(
    slack: SlackWorkspace, channel: str, minji: str, echo: EchoService
) -> None:
    echo.seconds = 0.4
    count = len(echo.asked)
    ts = _ask(slack, channel, minji)
    slack.wait_for(lambda _: echo.asked[count:])
    slack.delete(channel, ts)
    slack.settle(quiet=0.7)
    assert not _replies(slack, channel, ts)
    assert not slack.statuses(channel)


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
def test_a_reply_that_may_not_be_changed_any_more_is_followed_by_a_new_one(
    slack: SlackWorkspace, channel: str, minji: str, error: str
) -> None:
    ts = _ask(slack, channel, minji)
    _replied(slack, channel, ts, "세종")
    slack.refuse("chat.update", error)
    slack.edit(channel, ts, _text(slack, "누가 문종?"))
    slack.wait_for(lambda w: len(_replies(w, channel, ts)) == 2)
    slack.edit(channel, ts, _text(slack, "누가 단종?"))
    slack.wait_for(lambda w: "단종" in _replies(w, channel, ts)[1]["text"])
    assert len(_replies(slack, channel, ts)) == 2


def test_a_reply_that_somebody_deleted_is_posted_anew_for_an_edited_question(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    ts = _ask(slack, channel, minji)
    slack.delete(channel, _replied(slack, channel, ts, "세종")["ts"])
    slack.edit(channel, ts, _text(slack, "누가 문종?"))
    _replied(slack, channel, ts, "문종")
