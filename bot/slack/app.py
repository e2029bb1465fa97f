"""Bolt's app, wired: one workspace, over HTTP or in Socket Mode."""

from __future__ import annotations

import aiohttp
import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering import Answering
from bot.slack.incoming import Identity
from bot.slack.listeners import register

_log = structlog.get_logger(__name__)

_TIMEOUT = 15
_RATE_LIMIT_RETRIES = 3


class SlackStartError(Exception):
    """Slack refuses the token, or cannot be reached."""


def make_client(token: str, api_url: str) -> AsyncWebClient:
    """A client that waits as long as Slack says when it is limited."""
    client = AsyncWebClient(token=token, base_url=api_url.rstrip("/") + "/", timeout=_TIMEOUT)
    client.retry_handlers.append(
        AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES)
    )
    return client


async def identify(client: AsyncWebClient) -> Identity:
    """Who the token's bot is.

    Raises:
        SlackStartError: Slack refuses the token, or cannot be reached.
    """
    try:
        reply = await client.auth_test()
    except SlackApiError as error:
        reason = error.response.get("error")
        raise SlackStartError(f"Slack refuses SLACK_BOT_TOKEN: {reason}") from error
    except (OSError, TimeoutError, aiohttp.ClientError) as error:
        raise SlackStartError(f"Slack cannot be reached ({type(error).__name__})") from error
    return Identity(user_id=str(reply["user_id"]), name=str(reply["user"]))


def make_app(client: AsyncWebClient, signing_secret: str | None, answering: Answering) -> AsyncApp:
    """The app with all its listeners.

    Args:
        client: Holds the bot token.
        signing_secret: Verifies requests over HTTP; None in Socket Mode.
        answering: What the listeners hand to.
    """
    app = AsyncApp(client=client, token=client.token, signing_secret=signing_secret or "")

    async def on_error(error: Exception) -> BoltResponse:
        # The error's own words may hold what was sent to Slack: its kind is enough.
        reason = error.response.get("error") if isinstance(error, SlackApiError) else None
        _log.error("listener_failed", kind=type(error).__name__, error=reason)
        return BoltResponse(status=200)

    app.error(on_error)
    register(app, answering)
    return app
