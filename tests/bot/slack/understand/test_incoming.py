from __future__ import annotations

from typing import Any

import pytest

from bot.slack.understand.incoming import Identity, Incoming

BOT = Identity("U0BOT", "mrc-bot")
EVENT = {"type": "message", "channel": "C1", "ts": "2.0", "user": "U1", "text": "누가?"}


def _incoming(**changes: Any) -> Incoming | None:
    return Incoming.of_event(EVENT | changes, "T1", BOT)


def test_a_persons_message_is_taken_with_its_thread() -> None:
    message = _incoming(thread_ts="1.0", parent_user_id="U2")
    assert message == Incoming("T1", "C1", "2.0", "1.0", "U1", "누가?", False, "U2")


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "channel_join"},
        {"subtype": "message_changed"},
        {"edited": {"ts": "3.0"}},
    ],
)
def test_what_is_no_persons_new_message_is_not(changes: dict[str, Any]) -> None:
    assert _incoming(**changes) is None


@pytest.mark.parametrize(
    "changes", [{"type": "app_mention"}, {"channel_type": "im"}, {"text": "<@U0BOT> 누가?"}]
)
def test_mentions_and_direct_messages_address_the_bot(changes: dict[str, Any]) -> None:
    message = _incoming(**changes)
    assert message
    assert message.addressed
