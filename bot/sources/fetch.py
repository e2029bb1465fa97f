"""Fetching a page that a stranger named: guarded, limited, with one deadline over everything."""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import httpx

from bot.errors import (
    AddressRefusedError,
    BadUrlError,
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
_RESOLVERS = 16
_MOST_ADDRESSES = 4
_CONNECT = 4.0


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
    """Fetches over http and https, on a bare transport: no cookies, no proxies, no redirects."""

    def __init__(self, guard: Guard, limits: FetchLimits) -> None:
        self._guard = guard
        self._limits = limits
        self._tls = ssl.create_default_context()
        # Names that resolve slowly must not take the threads that read.
        self._resolver = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="resolver")

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
                httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False) as transport,
            ):
                return await self._follow(transport, parse_url(url))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceTimeoutError(seconds=round(limits.timeout)) from error
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise UnreachableError from error

    async def _follow(self, transport: httpx.AsyncHTTPTransport, url: httpx.URL) -> Fetched:
        for _ in range(self._limits.max_redirects + 1):
            response = await self._send(transport, url)
            try:
                if not response.has_redirect_location:
                    return await self._read(url, response)
                url = _target(url, response.headers["Location"])
            finally:
                await response.aclose()
        raise RedirectLoopError

    async def _send(self, transport: httpx.AsyncHTTPTransport, url: httpx.URL) -> httpx.Response:
        """Ask the addresses that were checked, one after the other; TLS and Host keep the name.

        A second resolution by the HTTP client could answer differently (DNS rebinding).
        """
        addresses = await self._resolve(url.host, url.port or 443)
        if not self._guard.permits(url, addresses):
            raise AddressRefusedError
        refused: httpx.TransportError | None = None
        for address in addresses[:_MOST_ADDRESSES]:
            request = httpx.Request(
                "GET",
                url.copy_with(host=address, fragment=None),
                headers={"Host": url.netloc.decode("ascii"), **_HEADERS},
                extensions={
                    "sni_hostname": url.host,
                    "timeout": httpx.Timeout(self._limits.timeout, connect=_CONNECT).as_dict(),
                },
            )
            try:
                return await transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                refused = error
        raise UnreachableError from refused

    async def _resolve(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(
                self._resolver, partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
            )
        except (OSError, UnicodeError) as error:
            raise UnreachableError from error
        return [str(address[4][0]) for address in found]

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


def _target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return parse_url(str(url.join(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrlError from error
