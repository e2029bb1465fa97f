"""Downloading a file from Slack with the bot's token, which goes to Slack alone."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.domain.errors import (
    BotError,
    GoneError,
    NotForTheBotError,
    PageTooLargeError,
    SlackUnreachableError,
    SourceTimeoutError,
)

_SLACK = re.compile(r"(?:[a-z0-9-]+\.){0,3}(?:slack|slack-files|slack-gov)\.com")
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_PIECE = 65_536
_MEGABYTE = 1_000_000
_REFUSALS: dict[int, type[BotError]] = {
    401: NotForTheBotError,
    403: NotForTheBotError,
    404: GoneError,
    410: GoneError,
}


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """Bounds of a download.

    Attributes:
        timeout: Seconds, redirects and body together.
        max_bytes: Largest file.
    """

    timeout: float
    max_bytes: int

    @property
    def too_large(self) -> PageTooLargeError:
        """Return what is said of a file beyond the bounds."""
        return PageTooLargeError(limit=f"{self.max_bytes / _MEGABYTE:g}")


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What came: the header, "" without one, and the body."""

    content_type: str
    body: bytes


async def download(client: AsyncWebClient, url: str, limits: DownloadLimits) -> Downloaded:
    """GET a file with the client's token.

    The token goes over https to Slack's hosts, and to where the client has its Web API: each
    redirect is checked like the first address.

    Raises:
        BotError: NotForTheBot, Gone, PageTooLarge, SlackUnreachable or SourceTimeout.
    """
    try:
        async with (
            asyncio.timeout(limits.timeout),
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            return await _download(session, client, URL(url), limits)
    except TimeoutError as error:
        raise SourceTimeoutError(seconds=round(limits.timeout)) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise SlackUnreachableError from error


async def _download(
    session: aiohttp.ClientSession, client: AsyncWebClient, url: URL, limits: DownloadLimits
) -> Downloaded:
    headers = {"Authorization": f"Bearer {client.token}", "Accept-Encoding": "identity"}
    for _ in range(_MOST_REDIRECTS + 1):
        if not takes_token(url, client.base_url):
            raise NotForTheBotError
        async with session.get(
            url, headers=headers, allow_redirects=False, proxy=client.proxy, ssl=client.ssl or True
        ) as response:
            if response.status in _REDIRECTS and "Location" in response.headers:
                url = url.join(URL(response.headers["Location"]))
                continue
            if response.status != 200:
                raise _REFUSALS.get(response.status, SlackUnreachableError)
            if (response.content_length or 0) > limits.max_bytes:
                raise limits.too_large
            body = bytearray()
            async for piece in response.content.iter_chunked(_PIECE):
                body += piece
                if len(body) > limits.max_bytes:
                    raise limits.too_large
            return Downloaded(response.headers.get("Content-Type", ""), bytes(body))
    raise SlackUnreachableError


def takes_token(url: URL, api_url: str) -> bool:
    """Tell whether an address may be given the bot's token.

    Args:
        url: Of a file.
        api_url: Where the Web API is.
    """
    if not url.is_absolute() or url.user or url.password:
        return False
    if url.origin() == URL(api_url).origin():
        return True
    host = (url.host or "").lower()
    return url.scheme == "https" and url.port == 443 and bool(_SLACK.fullmatch(host))
