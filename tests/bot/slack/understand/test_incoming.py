from __future__ import annotations

from typing import Any

import pytest

from bot.slack.understand.incoming import Identity, Incoming, read_event
from bot.slack.understand.meaning import Deleted, SlackFile

BOT = Identity("U0BOT", "mrc-bot")
EVENT = {"type": "message", "channel": "C1", "ts": "2.0", "user": "U1", "text": "누가?"}


def _read(**changes: Any) -> Incoming | Deleted | None:
    return read_event(EVENT | changes, "T1", BOT)


def _changed(now: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """What Slack sends when a message has changed."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "ts": "9.0",
        "message": EVENT | now,
        "previous_message": EVENT | (before or {}),
    }


def test_of_files_only_what_is_as_slack_describes_them_is_taken() -> None:
    odd = {"id": "F1", "name": ["a"], "title": "b.pdf", "size": "9", "url_private": {}, "mode": 1}
    message = _read(files=[odd, {"id": 3}])
    assert isinstance(message, Incoming)
    assert message.files == (SlackFile("F1", "b.pdf", "", 0, "", "", needs_info=False),)


def test_a_persons_message_is_taken_with_its_thread() -> None:
    message = _read(thread_ts="1.0", parent_user_id="U2")
    assert message == Incoming(
        "T1", "C1", "2.0", "1.0", "U1", "누가?", addressed=False, parent_user="U2"
    )


def test_who_only_types_its_name_addresses_it_too() -> None:
    message = _read(text="@mrc-bot 누가?")
    assert isinstance(message, Incoming)
    assert message.addressed
    assert message.text == "<@U0BOT> 누가?"


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "channel_join"},
    ],
)
def test_what_is_no_persons_message_is_not(changes: dict[str, Any]) -> None:
    assert _read(**changes) is None
    assert (
        read_event(_changed({**changes, "edited": {"ts": "3.0"}}, {"text": ""}), "T1", BOT) is None
    )


@pytest.mark.parametrize(
    "changes", [{"type": "app_mention"}, {"channel_type": "im"}, {"text": "<@U0BOT> 누가?"}]
)
def test_mentions_and_direct_messages_address_the_bot(changes: dict[str, Any]) -> None:
    message = _read(**changes)
    assert isinstance(message, Incoming)
    assert message.addressed


def test_an_edit_is_the_message_anew_if_it_says_something_else() -> None:
    edited = _changed({"text": "언제?", "edited": {"ts": "3.0"}})
    message = read_event(edited, "T1", BOT)
    assert isinstance(message, Incoming)
    assert (message.ts, message.text, message.edited_ts) == ("2.0", "언제?", "3.0")
    mention = _read(type="app_mention", edited={"ts": "3.0"})
    assert isinstance(mention, Incoming)
    assert mention.edited_ts == "3.0"


@pytest.mark.parametrize(
    "event",
    [
        _changed({"edited": {"ts": "3.0"}}),
        _changed({"attachments": [{"from_url": "https://a.example"}]}),
        _changed({"reply_count": 1}),
        _changed({"text": "언제?", "edited": {"ts": "100000.0"}}),
    ],
    ids=["same words", "preview", "reply", "a day later"],
)
def test_other_changes_are_none(event: dict[str, Any]) -> None:
    assert read_event(event, "T1", BOT) is None


def test_what_is_gone_is_known_by_where_it_was() -> None:
    gone = {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "2.0"}
    said = EVENT | {"thread_ts": "1.0"}
    deleted = Deleted("T1", "C1", "2.0", "1.0")
    assert read_event(gone | {"previous_message": said}, "T1", BOT) == deleted
    assert read_event(gone | {"previous_message": said | {"bot_id": "B1"}}, "T1", BOT) is None
    tombstone = _changed({"subtype": "tombstone", "user": "USLACKBOT"})
    assert read_event(tombstone, "T1", BOT) == Deleted("T1", "C1", "2.0", None)


def test_files_are_taken_as_slack_describes_them() -> None:
    file = {"id": "F1", "name": "a.pdf", "mimetype": "application/pdf", "size": 9, "mode": "hosted"}
    held_back = {"id": "F2", "file_access": "check_file_info"}
    message = _read(subtype="file_share", files=[file | {"url_private": "https://x/a"}, held_back])
    assert isinstance(message, Incoming)
    assert message.files == (
        SlackFile("F1", "a.pdf", "application/pdf", 9, "hosted", "https://x/a", needs_info=False),
        SlackFile("F2", "", "", 0, "", "", needs_info=True),
    )
