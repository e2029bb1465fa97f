"""Bolt's app, wired: one workspace, over HTTP or in Socket Mode."""

from __future__ import annotations

import logging

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering import Answering
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.listeners import register
from bot.slack.understand.incoming import Identity

_log = structlog.get_logger(__name__)

_TIMEOUT = 15
_RATE_LIMIT_RETRIES = 3
_SERVER_ERROR_RETRIES = 2


class SlackStartError(Exception):
    """Slack refuses the token, or cannot be reached."""


def make_client(token: str, api_url: str) -> AsyncWebClient:
    """A client that waits as long as Slack says when it is limited."""
    client = AsyncWebClient(token=token, base_url=api_url.rstrip("/") + "/", timeout=_TIMEOUT)
    client.retry_handlers += [
        AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES),
        AsyncServerErrorRetryHandler(max_retry_count=_SERVER_ERROR_RETRIES),
    ]
    return client


async def identify(client: AsyncWebClient, app_token: str | None = None) -> Identity:
    """Who the token's bot is; with an app-level token, whether Socket Mode takes that, too.

    Raises:
        SlackStartError: Slack refuses a token, or cannot be reached.
    """
    try:
        reply = await client.auth_test()
        bot = Identity(user_id=str(reply["user_id"]), name=str(reply["user"]))
        if app_token:
            await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise SlackStartError(f"Slack says no to a token: {slack_reason(error)}") from error
    except SLACK_FAILURES as error:
        raise SlackStartError(f"Slack cannot be reached ({type(error).__name__})") from error
    return bot


def make_app(client: AsyncWebClient, signing_secret: str | None, answering: Answering) -> AsyncApp:
    """The app with all its listeners.

    Args:
        client: Holds the bot token.
        signing_secret: Verifies requests over HTTP; None in Socket Mode.
        answering: What the listeners hand to.
    """
    # Bolt gives its loggers this one's level; below warning they write whole requests.
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.WARNING)
    app = AsyncApp(client=client, signing_secret=signing_secret or "", logger=quiet)

    async def on_error(error: Exception) -> None:
        # The error's own words may hold what was sent to Slack: its kind is enough.
        _log.error("listener_failed", kind=type(error).__name__, error=slack_reason(error))

    app.error(on_error)
    register(app, answering)
    return app
