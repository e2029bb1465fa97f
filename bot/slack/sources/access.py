"""Who asks, and whether they may see what they point to: the bot shows nobody what is not theirs.

The bot may be in channels that an asker is not in. A link alone is no right to read there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import NotForTheBotError
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.sources.refused import why_unread

_MEMBERS_PAGE = 1_000
_MOST_PAGES = 20
_MOST_CHANNELS = 5


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where, and which bot.

    Attributes:
        user: The asker's user id.
        channel: Where they ask.
        bot_user: The user id of the bot that they ask.
    """

    user: str
    channel: str
    bot_user: str


async def check_channel(client: AsyncWebClient, channel: str, asker: Asker) -> None:
    """Return if an asker may read in a channel: it is where they ask, or theirs to see.

    Raises:
        BotError: They may not, or Slack does not say.
    """
    if channel == asker.channel:
        return
    try:
        found = (await client.conversations_info(channel=channel))["channel"]
        if not (_is_public(found) and await _sees_public(client, asker.user)):
            await _check_member(client, channel, asker.user)
    except SLACK_FAILURES as error:
        raise why_unread(error, "channels:read") from error


async def check_file(client: AsyncWebClient, info: Mapping[str, Any], asker: Asker) -> None:
    """Return if an asker may read a file that they have only pointed to.

    Args:
        client: Of the workspace.
        info: What `files.info` says of it.
        asker: Who asks.

    Raises:
        BotError: They may not, or Slack does not say.
    """
    shared = [each for kind in ("channels", "groups", "ims") for each in info.get(kind) or ()]
    if info.get("user") == asker.user or asker.channel in shared:
        return
    for channel in shared[:_MOST_CHANNELS]:
        try:
            await check_channel(client, channel, asker)
        except NotForTheBotError:
            continue
        return
    raise NotForTheBotError


def _is_public(channel: Mapping[str, Any]) -> bool:
    return not any(channel.get(kind) for kind in ("is_private", "is_im", "is_mpim"))


async def _sees_public(client: AsyncWebClient, user: str) -> bool:
    """Return whether a person sees all public channels: guests and strangers do not."""
    person = (await client.users_info(user=user))["user"]
    return not any(
        person.get(kind) for kind in ("is_restricted", "is_ultra_restricted", "is_stranger")
    )


async def _check_member(client: AsyncWebClient, channel: str, user: str) -> None:
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = await client.conversations_members(
            channel=channel, limit=_MEMBERS_PAGE, cursor=cursor
        )
        if user in page["members"]:
            return
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    raise NotForTheBotError
