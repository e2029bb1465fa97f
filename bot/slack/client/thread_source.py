"""What a thread offers to read: its first message, else what is nearest before the question."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.question import Source
from bot.slack.understand.parse import source_of

_PAGE = 200
_MOST_PAGES = 5


async def thread_source(
    client: AsyncWebClient, channel: str, thread_ts: str, before_ts: str, bot_user: str
) -> Source | None:
    """The source of a question that brings none.

    The bot's own replies are no source, but its posting of a question, as a thread's first
    message, is.

    Args:
        client: Of the workspace.
        channel: Where the thread is.
        thread_ts: The thread's first message.
        before_ts: The question; only what was said before it counts.
        bot_user: The bot's user id.

    Raises:
        One of SLACK_FAILURES: The thread cannot be read.
    """
    thread = await _thread(client, channel, thread_ts)
    earlier = [message for message in thread if float(message["ts"]) < float(before_ts)]
    parent, others = earlier[:1], earlier[1:]
    by_others = [message for message in reversed(others) if message.get("user") != bot_user]
    for message in parent + by_others:
        if source := source_of(message.get("text") or ""):
            return source
    return None


async def _thread(client: AsyncWebClient, channel: str, ts: str) -> list[dict[str, Any]]:
    """A thread's messages, oldest first, up to a thousand."""
    messages: list[dict[str, Any]] = []
    pages = 0
    async for page in await client.conversations_replies(channel=channel, ts=ts, limit=_PAGE):
        messages += page["messages"]
        pages += 1
        if pages == _MOST_PAGES:
            break
    return messages
