"""A message that somebody's permalink points to -> what it says, with its thread."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import GoneError, NoTextError
from bot.domain.question import GivenText
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.client.threads import read_thread
from bot.slack.sources.access import Asker, check_channel
from bot.slack.sources.names import WorkspaceNames
from bot.slack.sources.refused import why_unread
from bot.slack.understand.meaning import Readable, SlackMessage
from bot.slack.understand.thread.offered import Json, linked_sources

_NEEDED = "channels:history"


async def read_message(
    client: AsyncWebClient, message: SlackMessage, asker: Asker, names: WorkspaceNames
) -> tuple[Readable, ...]:
    """Return what a message offers to read; of a thread's first message, all of the thread.

    Raises:
        BotError: It cannot be had, or is not the asker's to see.
    """
    await check_channel(client, message.channel, asker)
    try:
        said = await _said(client, message)
    except SLACK_FAILURES as error:
        raise why_unread(error, _NEEDED) from error
    if not said:
        raise GoneError
    sources = linked_sources(said, asker.bot_user)
    if not sources:
        raise NoTextError
    title = (await names.of(client, [message.channel])).get(message.channel)
    return tuple(
        replace(each, title=title, url=message.url or None) if isinstance(each, GivenText) else each
        for each in sources
    )


async def _said(client: AsyncWebClient, message: SlackMessage) -> list[Json]:
    """Return a message, or all of the thread that it begins; nothing where it is gone."""
    if message.thread_ts:
        page = await client.conversations_replies(
            channel=message.channel,
            ts=message.thread_ts,
            oldest=message.ts,
            latest=message.ts,
            inclusive=True,
            limit=2,  # the thread's first message comes along
        )
        found = page["messages"]
    else:
        found = await read_thread(client, message.channel, message.ts)
    if not any(each["ts"] == message.ts and not _is_deleted(each) for each in found):
        return []
    return [each for each in found if not message.thread_ts or each["ts"] == message.ts]


def _is_deleted(message: Json) -> bool:
    return bool(message.get("subtype") == "tombstone")
