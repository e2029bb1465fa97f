"""Bolt's app, wired: its listeners, and who it is."""

from __future__ import annotations

import logging

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.deps import Deps
from bot.slack.client.failures import slack_reason
from bot.slack.listeners import register

_log = structlog.get_logger(__name__)


def make_app(client: AsyncWebClient, signing_secret: str | None, deps: Deps) -> AsyncApp:
    """Return the app with all its listeners.

    Args:
        client: Holds the bot token.
        signing_secret: Verifies requests over HTTP; None in Socket Mode.
        deps: What the listeners need.
    """
    # Bolt gives its loggers this one's level: below warning they write whole requests, and its
    # warnings are for whoever writes an app (a token that is given twice, events not listened to).
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)

    async def authorize() -> AuthorizeResult:
        # Known since the start: Slack is not asked again, just when the first event has come.
        return AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_user_id=deps.bot.user_id,
            bot_token=client.token,
        )

    app = AsyncApp(
        client=client, signing_secret=signing_secret or "", authorize=authorize, logger=quiet
    )

    async def on_error(error: Exception) -> None:
        # The error's own words may hold what was sent to Slack: its kind is enough.
        _log.error("listener_failed", kind=type(error).__name__, error=slack_reason(error))

    app.error(on_error)
    register(app, deps)
    return app
