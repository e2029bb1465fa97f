"""Fetching a page that a stranger named: guarded, limited, with one deadline over everything."""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from bot.errors import (
    AddressRefusedError,
    NotTextError,
    PageTooLargeError,
    RedirectLoopError,
    SourceTimeoutError,
    UnreachableError,
    UpstreamError,
)
from bot.sources.address import Guard, parse_url

_HEADERS = {
    "User-Agent": "mrc-bot/0.1 (answers a person's question about this page)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Language": "ko,en;q=0.8",
    # Only what is unpacked here, within bounds.
    "Accept-Encoding": "gzip",
}
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one fetch.

    Attributes:
        timeout: Seconds for name resolution, redirects and body together.
        max_bytes: Largest body, after decompression.
        max_redirects: Most redirects that are followed.
    """

    timeout: float = 10.0
    max_bytes: int = 5 * _MEGABYTE
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response's body as bytes, its final URL and its Content-Type ("" when there is none)."""

    url: str
    content_type: str
    body: bytes


class Fetcher:
    """Fetches over http and https. Each call has a client of its own, so no cookies are kept."""

    def __init__(self, guard: Guard, limits: FetchLimits) -> None:
        self._guard = guard
        self._limits = limits
        self._tls = ssl.create_default_context()

    async def fetch(self, url: str) -> Fetched:
        """GET a page, following redirects, each of them checked again.

        Raises:
            BotError: BadUrl, AddressRefused, Unreachable, Upstream, RedirectLoop, PageTooLarge,
                NotText (an encoding that was not asked for) or SourceTimeout.
        """
        limits = self._limits
        try:
            async with (
                asyncio.timeout(limits.timeout),
                httpx.AsyncClient(
                    verify=self._tls,
                    trust_env=False,
                    headers=_HEADERS,
                    timeout=limits.timeout,
                    follow_redirects=False,
                ) as client,
            ):
                return await self._follow(client, parse_url(url))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceTimeoutError(seconds=round(limits.timeout)) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise UnreachableError from error

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL) -> Fetched:
        for _ in range(self._limits.max_redirects + 1):
            request = await self._pinned(client, url)
            response = await client.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    return await self._read(url, response)
                url = parse_url(str(url.join(response.headers["Location"])))
            finally:
                await response.aclose()
        raise RedirectLoopError

    async def _pinned(self, client: httpx.AsyncClient, url: httpx.URL) -> httpx.Request:
        """A request to the address that was checked; TLS and Host keep the name.

        A second resolution by the HTTP client could answer differently (DNS rebinding).
        """
        try:
            addresses = await _resolve(url.host, url.port or 443)
        except (OSError, UnicodeError) as error:
            raise UnreachableError from error
        if not self._guard.permits(url, addresses):
            raise AddressRefusedError
        return client.build_request(
            "GET",
            url.copy_with(host=addresses[0], fragment=None),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.host},
        )

    async def _read(self, url: httpx.URL, response: httpx.Response) -> Fetched:
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise UpstreamError(code=response.status_code)
        body = bytearray()
        async for part in self._unpacked(response):
            body += part
            if len(body) > self._limits.max_bytes:
                raise PageTooLargeError(limit=self._limits.max_bytes // _MEGABYTE)
        return Fetched(str(url), response.headers.get("Content-Type", ""), bytes(body))

    async def _unpacked(self, response: httpx.Response) -> AsyncIterator[bytes]:
        """The body, decompressed piece by piece: a small bomb never becomes a large buffer."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding in ("identity", ""):
            async for part in response.aiter_raw():
                yield part
            return
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise NotTextError
        unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            async for part in response.aiter_raw():
                packed = part
                while packed:
                    yield unpacker.decompress(packed, 64 * 1024)
                    packed = unpacker.unconsumed_tail
        except zlib.error as error:
            raise UnreachableError from error


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]
