"""Who may ask in a channel: looked up before anything is read for them."""

from __future__ import annotations

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.understand.rules.rules import Rules
from bot.slack.workspace.deps import Deps

_log = structlog.get_logger(__name__)


async def may_ask(deps: Deps, client: AsyncWebClient, user: str, rules: Rules, turn: Turn) -> bool:
    """Tell whether somebody may ask; whom nobody can tell of may not.

    Raises:
        PutOffError: Slack may tell later.
    """
    try:
        return await deps.standing.may_ask(client, user, rules)
    except SLACK_FAILURES as error:
        _log.warning("asker_unknown", error=slack_reason(error))
        if refusal(error) == "passing" and turn.may_wait:
            raise PutOffError from error
        return False
