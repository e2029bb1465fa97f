"""The client of a workspace, and who its bot is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.understand.incoming import Identity, installation_of

_TIMEOUT = 15
# What is sent is repeated by `Delivery`, which knows its lane and what it is worth; and what is
# shown meanwhile is not worth waiting for.
_SENDING = ("/chat.", "/reactions.", "/assistant.", "/functions.")


class SlackStartError(Exception):
    """Slack refuses a token."""


class SlackAwayError(SlackStartError):
    """Slack cannot be reached, or not now."""


@asynccontextmanager
async def open_client(
    api_url: str, token: str | None = None, limited: Callable[[str], None] = lambda _: None
) -> AsyncIterator[AsyncWebClient]:
    """Yield a client with connections of its own, that waits as long as Slack says.

    Args:
        api_url: Slack's.
        token: The workspace's.
        limited: Is told of calls that were too many, by their method.
    """
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=_TIMEOUT), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        client = AsyncWebClient(
            token=token,
            base_url=api_url.rstrip("/") + "/",
            timeout=_TIMEOUT,
            session=session,
            retry_handlers=[
                _Limits(limited),
                _OfReading(AsyncConnectionErrorRetryHandler()),
                _OfReading(AsyncRateLimitErrorRetryHandler(max_retry_count=3)),
                _OfReading(AsyncServerErrorRetryHandler(max_retry_count=2)),
            ],
        )
        yield client


def client_of(lender: AsyncWebClient, token: str) -> AsyncWebClient:
    """Return a client with another token, on the connections of one from `open_client`."""
    return AsyncWebClient(
        token=token,
        base_url=lender.base_url,
        timeout=lender.timeout,
        session=lender.session,
        retry_handlers=lender.retry_handlers.copy(),
    )


class _Limits(AsyncRetryHandler):
    """Hears of each call that was one too many; others say whether it is made again."""

    def __init__(self, limited: Callable[[str], None]) -> None:
        super().__init__()
        self._limited = limited

    async def can_retry_async(
        self, *, request: HttpRequest, response: HttpResponse | None = None, **_: Any
    ) -> bool:
        if response and response.status_code == 429:
            self._limited(request.url.rpartition("/")[2])
        return False


class _OfReading(AsyncRetryHandler):
    """Repeats a call as another handler does, unless it sends something."""

    def __init__(self, handler: AsyncRetryHandler) -> None:
        super().__init__(handler.max_retry_count)
        self._handler = handler

    async def can_retry_async(self, *, request: HttpRequest, **seen: Any) -> bool:
        if any(kind in request.url for kind in _SENDING):
            return False
        return await self._handler.can_retry_async(request=request, **seen)

    async def prepare_for_next_attempt_async(self, **seen: Any) -> None:
        await self._handler.prepare_for_next_attempt_async(**seen)


async def identify(client: AsyncWebClient) -> Identity:
    """Return who the token's bot is.

    Raises:
        SlackStartError: Slack refuses the token.
        SlackAwayError: Slack cannot be reached.
    """
    with _start_errors("SLACK_BOT_TOKEN"):
        reply = await client.auth_test()
        return Identity(
            user_id=str(reply["user_id"]),
            name=str(reply["user"]),
            team_id=installation_of(
                reply.get("enterprise_id"),
                reply.get("team_id"),
                of_organization=bool(reply.get("is_enterprise_install")),
            ),
        )


async def check_app_token(client: AsyncWebClient, app_token: str) -> None:
    """Return if an app-level token is good for Socket Mode.

    Raises:
        SlackStartError: Slack refuses the token.
        SlackAwayError: Slack cannot be reached.
    """
    with _start_errors("SLACK_APP_TOKEN"):
        await client.apps_connections_open(app_token=app_token)


@contextmanager
def _start_errors(token: str) -> Iterator[None]:
    try:
        yield
    except SLACK_FAILURES as error:
        if refusal(error) == "passing":
            raise SlackAwayError(f"Slack cannot be reached ({slack_reason(error)})") from error
        if (reason := slack_reason(error)).startswith("HTTP"):
            raise SlackStartError(f"SLACK_API_URL does not answer as Slack: {reason}") from error
        raise SlackStartError(f"Slack says no to {token}: {reason}") from error
