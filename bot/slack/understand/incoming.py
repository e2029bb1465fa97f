"""A Slack event -> a person's message, if it is one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from bot.slack.understand.markup import mentioned


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace, from auth.test."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A person's message.

    Attributes:
        addressed: It speaks to the bot: a mention, or a direct message.
        parent_user: Who wrote the thread's first message, if Slack said so.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    addressed: bool
    parent_user: str | None

    @classmethod
    def of_event(cls, event: dict[str, Any], team: str, bot: Identity) -> Self | None:
        """Read a `message` or `app_mention` event; None where it is no person's new message.

        Bots, the bot itself, joins, edits and link previews all carry a bot_id or a subtype.
        """
        person = event.get("user")
        if event.get("bot_id") or not person or person in (bot.user_id, "USLACKBOT"):
            return None
        if event.get("subtype") not in (None, "thread_broadcast", "file_share"):
            return None
        if event.get("edited"):
            return None
        text = event.get("text") or ""
        return cls(
            team=team,
            channel=event["channel"],
            ts=event["ts"],
            thread_ts=event.get("thread_ts"),
            user=person,
            text=text,
            addressed=event["type"] == "app_mention"
            or event.get("channel_type") == "im"
            or bot.user_id in mentioned(text),
            parent_user=event.get("parent_user_id"),
        )
