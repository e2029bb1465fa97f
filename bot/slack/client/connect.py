"""The client of a workspace, and who its bot is."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.understand.incoming import Identity

_TIMEOUT = 15
_RATE_LIMIT_RETRIES = 3
_SERVER_ERROR_RETRIES = 2


class SlackStartError(Exception):
    """Slack refuses the token, or cannot be reached."""


def make_client(token: str, api_url: str) -> AsyncWebClient:
    """Return a client that waits as long as Slack says when it is limited."""
    client = AsyncWebClient(token=token, base_url=api_url.rstrip("/") + "/", timeout=_TIMEOUT)
    client.retry_handlers += [
        AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES),
        AsyncServerErrorRetryHandler(max_retry_count=_SERVER_ERROR_RETRIES),
    ]
    return client


async def identify(client: AsyncWebClient, app_token: str | None = None) -> Identity:
    """Return who the token's bot is; an app-level token is tried for Socket Mode, too.

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
