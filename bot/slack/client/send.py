"""Sending to Slack: a reply that gets through, and 👀 that costs no reply when they fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.render.message import Message

_log = structlog.get_logger(__name__)

_WORKING = "eyes"
_BLOCKS_REFUSED = frozenset(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"))


async def post(
    client: AsyncWebClient, channel: str, message: Message, thread_ts: str | None = None
) -> dict[str, Any]:
    """Post a message; should Slack refuse its blocks, its plain text.

    Raises:
        One of SLACK_FAILURES: It could not be posted.
    """
    options: dict[str, Any] = {
        "channel": channel,
        "thread_ts": thread_ts,
        "text": message.text,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    try:
        posted = await client.chat_postMessage(**options, blocks=message.blocks)
    except SlackApiError as error:
        if slack_reason(error) not in _BLOCKS_REFUSED:
            raise
        _log.warning("blocks_refused", error=slack_reason(error))
        posted = await client.chat_postMessage(**options)
    return dict(posted.data) if isinstance(posted.data, dict) else {}


async def show(
    client: AsyncWebClient, channel: str, user: str, message: Message, thread_ts: str | None = None
) -> None:
    """Post a message that only one person sees.

    Raises:
        One of SLACK_FAILURES: It could not be posted.
    """
    await client.chat_postEphemeral(
        channel=channel,
        user=user,
        thread_ts=thread_ts,
        text=message.text,
        blocks=message.blocks,
    )


@asynccontextmanager
async def eyes(client: AsyncWebClient, channel: str, ts: str) -> AsyncIterator[None]:
    """Show 👀 on a message while it is worked on. They neither delay nor fail the work."""
    options = {"channel": channel, "timestamp": ts, "name": _WORKING}
    adding = asyncio.create_task(_quietly(client.reactions_add(**options)))
    try:
        yield
    finally:
        await adding
        await _quietly(client.reactions_remove(**options))


async def _quietly(call: Awaitable[object]) -> None:
    try:
        await call
    except SLACK_FAILURES as error:
        _log.warning("reaction_failed", error=slack_reason(error))
