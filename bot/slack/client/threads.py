"""Reading threads, and direct messages."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

_PAGE = 200
_MOST_PAGES = 5
_TALK = 50


async def read_thread(client: AsyncWebClient, channel: str, ts: str) -> list[dict[str, Any]]:
    """Return a thread's messages, oldest first, up to a thousand.

    Args:
        client: Of the workspace.
        channel: Where the thread is.
        ts: The thread's first message.

    Raises:
        One of SLACK_FAILURES: The thread cannot be read.
    """
    messages: list[dict[str, Any]] = []
    pages = 0
    async for page in await client.conversations_replies(channel=channel, ts=ts, limit=_PAGE):
        messages += page["messages"]
        pages += 1
        if pages == _MOST_PAGES:
            break
    return messages


async def read_talk(client: AsyncWebClient, channel: str) -> list[dict[str, Any]]:
    """Return the latest messages of a direct message that are in no thread, oldest first.

    Raises:
        One of SLACK_FAILURES: It cannot be read.
    """
    page = await client.conversations_history(channel=channel, limit=_TALK)
    messages: list[dict[str, Any]] = page["messages"]
    return messages[::-1]
