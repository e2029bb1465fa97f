"""What follows from a question that is gone: its reply goes, too."""

from __future__ import annotations

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.replying.kept import forget
from bot.slack.client.delivery import UPDATES
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.send import Posted, remove
from bot.slack.workspace.deps import Deps

_log = structlog.get_logger(__name__)


async def take_back(deps: Deps, client: AsyncWebClient, channel: str, ts: str) -> None:
    """Delete the reply to a question, if there is one.

    Args:
        deps: What answering needs.
        client: Of the workspace.
        channel: Where both are.
        ts: The question.
    """
    reply_ts = await deps.memory.reply_to(channel, ts)
    if reply_ts is None:
        return
    await deps.memory.forget_reply(channel, ts)
    await forget(deps, channel, ts)
    await discard(deps, client, Posted(channel, reply_ts))


async def discard(deps: Deps, client: AsyncWebClient, posted: Posted) -> None:
    """Delete a message of the bot's own, for as long as that may succeed."""
    lane = f"{posted.ts}@{posted.channel}"
    try:
        await deps.delivery.deliver(lane, lambda: remove(client, posted), UPDATES)
    except SLACK_FAILURES as error:
        _log.warning("reply_not_removed", error=slack_reason(error))
