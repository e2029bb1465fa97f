"""Messages and mentions. A mention comes as both; they are one question.

It is in the inbox before it is acknowledged: where it could not be put there, there is no
acknowledgement, and Slack delivers it again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.operation.fault import described
from bot.slack.answering.work import received_deletion, received_message
from bot.slack.client.send import show
from bot.slack.render.notice import too_many
from bot.slack.understand.incoming import Incoming, read_event
from bot.slack.understand.meaning import Deleted, Ignore
from bot.slack.understand.message import understand
from bot.slack.workspace.deps import Deps
from bot.store.inbox.received import Received

_log = structlog.get_logger(__name__)

_CROWDED = "mrc_crowded"


def register(app: AsyncApp) -> None:
    """Listen to `app_mention` and `message`."""

    async def into_the_inbox(
        event: dict[str, Any],
        context: AsyncBoltContext,
        deps: Deps,
        next_: Callable[[], Awaitable[None]],
    ) -> None:
        context[_CROWDED] = await take_in(deps, event)
        await next_()

    async def on_event(context: AsyncBoltContext, client: AsyncWebClient, deps: Deps) -> None:
        crowded = context.get(_CROWDED)
        if isinstance(crowded, Incoming):
            with deps.running.one():
                language = await deps.people.language(client, crowded.user, crowded.text)
                words = too_many(deps.most_asked, language)
                await show(client, crowded.channel, crowded.user, words, crowded.thread_ts)

    for name in ("app_mention", "message"):
        app.event(name, middleware=[into_the_inbox])(on_event)


async def take_in(deps: Deps, event: dict[str, Any]) -> Incoming | None:
    """Put what follows from a message into the inbox.

    Args:
        deps: What answering needs.
        event: As Slack sends it.

    Returns:
        The message, if its author has too many in the inbox already: it is not taken in.

    Raises:
        StoreError: It could not be put there.
    """
    try:
        message = read_event(event, deps.bot.team_id, deps.bot)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # None of Slack's: it would be no other if it was sent again.
        _log.warning("event_unreadable", **described(error))
        return None
    if message is None or (received := await _received(deps, message)) is None:
        return None
    number = await deps.inbox.put(received)
    if number and isinstance(message, Incoming) and _is_too_much(deps, message):
        _log.warning("workflow_too_fast")
        await deps.inbox.withdraw(received)
        return None
    if number and number > deps.most_asked and isinstance(message, Incoming):
        return message if await deps.inbox.withdraw(received) else None
    if number:
        deps.call()
    return None


def _is_too_much(deps: Deps, message: Incoming) -> bool:
    return message.by_workflow and not deps.rate.allows(message.channel)


async def _received(deps: Deps, message: Incoming | Deleted) -> Received | None:
    """Return what is to be put into the inbox about a message; None where nothing is."""
    if isinstance(message, Deleted):
        gone = received_deletion(message)
        return gone if await _matters(deps, message, gone) else None
    thread = await deps.memory.thread(message.channel, message.thread_ts)
    meaning = understand(message, thread, deps.bot, await deps.rules.of(message.channel))
    if not isinstance(meaning, Ignore):
        return received_message(message, meaning)
    changed = received_message(message, None)
    return changed if message.edited_ts and await _matters(deps, message, changed) else None


async def _matters(deps: Deps, message: Incoming | Deleted, received: Received) -> bool:
    """Tell whether there is something that a message asked for before: work on it, or a reply."""
    if await deps.memory.reply_to(message.channel, message.ts):
        return True
    return await deps.inbox.has_open(received.subject)
