"""What was asked while nobody listened: looked up when somebody listens again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Collection, Sequence
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.failures import SLACK_FAILURES, is_limited, slack_reason
from bot.slack.client.teams import teams_of
from bot.slack.connection import Connection
from bot.slack.listeners.message import take_in
from bot.slack.workspace.deps import Deps
from bot.slack.workspaces import Workspace, WorkspaceAwayError, Workspaces
from bot.store.database.database import StoreError
from bot.store.listening import Listening

_log = structlog.get_logger(__name__)

_MARK_SECONDS = 5.0
# What was delivered just before, and clocks that differ.
_OVERLAP_SECONDS = 60.0
_WORKSPACES_AT_ONCE = 4
_MOST_CHANNELS = 500
# Of one channel.
_MOST_THREADS = 50
_PAGE = 200
_TYPES = "public_channel,private_channel,mpim,im"


async def listen(workspaces: Workspaces, connection: Connection, listening: Listening) -> None:
    """Take note, for as long as nobody cancels it, that events are heard; first, of what was not.

    Args:
        workspaces: Where the bot is.
        connection: Whether events are heard.
        listening: Until when they were, by whatever process.
    """
    looked_up, heard = False, frozenset[str]()
    while True:
        with contextlib.suppress(StoreError):  # whoever needs the store says that it is away
            if connection.state == "connected":
                teams = frozenset(await workspaces.teams())
                if not looked_up:
                    await _look_up_all(workspaces, teams, listening)
                    looked_up = True
                # Begun with once: what is forgotten meanwhile does not come back.
                await listening.begin(teams - heard)
                await listening.go_on(teams & heard)
                heard = teams
        await asyncio.sleep(_MARK_SECONDS)


async def _look_up_all(
    workspaces: Workspaces, teams: Collection[str], listening: Listening
) -> None:
    at_once = asyncio.Semaphore(_WORKSPACES_AT_ONCE)

    async def look_up(team: str) -> None:
        async with at_once:
            until = await listening.until(team)
            try:
                workspace = await workspaces.of(team)
            except WorkspaceAwayError as error:  # the others are looked up all the same
                _log.warning("missed_not_looked_up", error=str(error))
                return
            if until is not None and workspace:
                await _look_up(workspace, until)

    await asyncio.gather(*map(look_up, teams))


async def _look_up(workspace: Workspace, until: float) -> None:
    """Take in what was said since somebody listened last, if it is still worth an answer."""
    deps, client = workspace.deps, workspace.client
    oldest = max(until - _OVERLAP_SECONDS, time.time() - deps.worth)
    number = 0
    try:
        for channel in await _channels(client, deps.bot.team_id):
            number += await _of_channel(deps, client, channel, oldest)
    except SLACK_FAILURES as error:
        _log.warning("missed_not_looked_up", error=slack_reason(error))
    _log.info("missed_looked_up", messages=number)


async def _channels(client: AsyncWebClient, installed: str) -> list[dict[str, Any]]:
    # Some are in several workspaces of an organization.
    channels: dict[str, dict[str, Any]] = {}
    for team in await teams_of(client, installed):
        pages = await client.users_conversations(
            types=_TYPES, exclude_archived=True, limit=_PAGE, team_id=team
        )
        async for page in pages:
            channels |= {each["id"]: each for each in page["channels"]}
            if len(channels) >= _MOST_CHANNELS:
                return list(channels.values())[:_MOST_CHANNELS]
    return list(channels.values())


async def _of_channel(
    deps: Deps, client: AsyncWebClient, channel: dict[str, Any], oldest: float
) -> int:
    known = await deps.memory.threads(channel["id"])
    try:
        messages = await _said(client, channel["id"], oldest, known)
    except SLACK_FAILURES as error:
        if is_limited(error):  # and so it would be in all others: of some apps, one a minute
            raise
        _log.warning("missed_not_looked_up", error=slack_reason(error))
        return 0
    kind = "im" if channel.get("is_im") else "channel"
    for message in messages:
        # As it would have been delivered.
        event = {**message, "channel": channel["id"], "channel_type": kind}
        await take_in(deps, event)
    return len(messages)


async def _said(
    client: AsyncWebClient, channel: str, oldest: float, known: Sequence[str]
) -> list[dict[str, Any]]:
    """Return what was said in a channel and in its threads since a time, oldest first.

    Args:
        client: Of the workspace.
        channel: Where.
        oldest: Since when.
        known: Threads that may have gone on, however old they are.

    Raises:
        One of SLACK_FAILURES: The channel cannot be read.
    """
    page = await client.conversations_history(channel=channel, limit=_PAGE)
    latest: list[dict[str, Any]] = page["messages"]
    shown = {message["ts"] for message in latest}
    threads = [each["ts"] for each in latest if float(each.get("latest_reply") or 0) > oldest]
    threads += [ts for ts in known if ts not in shown]
    messages = latest.copy()
    for ts in threads[:_MOST_THREADS]:
        messages += await _said_in_thread(client, channel, ts, oldest)
    new = {each["ts"]: each for each in messages if float(each["ts"]) > oldest}
    return [new[ts] for ts in sorted(new, key=float)]


async def _said_in_thread(
    client: AsyncWebClient, channel: str, ts: str, oldest: float
) -> list[dict[str, Any]]:
    try:
        page = await client.conversations_replies(
            channel=channel, ts=ts, oldest=f"{oldest:.6f}", limit=_PAGE
        )
    except SLACK_FAILURES as error:
        if is_limited(error):
            raise
        return []  # it is gone
    messages: list[dict[str, Any]] = page["messages"]
    return messages
