"""What a thread offers to read: its first message, else what is nearest before a question. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.markup import mentioned, plain, without_marks, without_mentions
from bot.slack.understand.parse import parse

LEAST_PROSE = 80
"""The characters from which on a message without a link counts as a passage."""


def thread_source(
    messages: Sequence[dict[str, Any]], before_ts: str, bot_user: str
) -> WebPage | GivenText | None:
    """Return the source of a question that brings none; None where its thread has none.

    The bot's own replies are no source, but its posting of a question, as a thread's first
    message, is.

    Args:
        messages: The thread, oldest first, as Slack sends it.
        before_ts: The question; only what was said before it counts.
        bot_user: The bot's user id.

    Raises:
        KeyError, ValueError: A message is none of Slack's.
    """
    earlier = [message for message in messages if float(message["ts"]) < float(before_ts)]
    parent, others = earlier[:1], earlier[1:]
    by_others = [message for message in reversed(others) if message.get("user") != bot_user]
    for message in parent + by_others:
        if source := offered_source(message.get("text") or ""):
            return source
    return None


def offered_source(text: str) -> WebPage | GivenText | None:
    """Return what a message offers its thread to read: its link, its passage or its own prose.

    Args:
        text: As Slack sends it.
    """
    parsed = parse(text)
    if isinstance(parsed.source, WebPage):
        return parsed.source
    if isinstance(parsed.source, GivenText) and mentioned(text):
        # It asked the bot; what it asked is not part of what to read.
        return GivenText(parsed.source.text, kind="thread")
    prose = plain(without_mentions(without_marks(text)))
    return GivenText(prose, kind="thread") if len(prose) >= LEAST_PROSE else None
