"""Tells who waits for their turn that they do, and how many are before them."""

from __future__ import annotations

import asyncio

import structlog

from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.send import show
from bot.slack.render.notice import place_in_queue
from bot.slack.workspaces import WorkspaceAwayError, Workspaces
from bot.store.database.database import StoreError
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import Waiting

_log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 5.0


async def tell_who_waits(workspaces: Workspaces, inbox: Inbox) -> None:
    """Tell everybody once whose question waits for long, for as long as nobody cancels it."""
    while True:
        try:
            for waiting in await inbox.waiting(_PATIENCE_SECONDS):
                await _tell(workspaces, waiting)
        except StoreError as error:
            _log.error("store_away", error=str(error))
        await asyncio.sleep(_LOOK_SECONDS)


async def _tell(workspaces: Workspaces, waiting: Waiting) -> None:
    if not waiting.person:
        return  # a message that is gone
    try:
        if (workspace := await workspaces.of(waiting.team)) is None:
            return
        client = workspace.client
        language = await workspace.deps.people.language(client, waiting.person)
        words = place_in_queue(waiting.before, language)
        await show(client, waiting.channel, waiting.person, words)
    except WorkspaceAwayError as error:
        _log.warning("place_untold", error=str(error))
    except SLACK_FAILURES as error:
        _log.warning("place_untold", error=slack_reason(error))
