"""Fetching a page that a stranger named: guarded, limited, with one deadline over everything."""

from __future__ import annotations

import asyncio
import ssl
import string
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote
from weakref import WeakValueDictionary

import httpx

from bot import __version__
from bot.domain.errors import (
    AddressRefusedError,
    BadUrlError,
    LoginRequiredError,
    NotTextError,
    PageTooLargeError,
    RedirectLoopError,
    SourceTimeoutError,
    UnreachableError,
    UpstreamError,
)
from bot.sources.fetch.cache import CachedResponse, PageCache
from bot.sources.fetch.connection import FAILURES, Response, get
from bot.sources.fetch.guard import Guard, host_of, is_local_name, literal, parse_url, port_of
from bot.sources.fetch.resolve import Resolve, SystemResolver
from bot.sources.fetch.unpack import EndsEarlyError, TooLargeError, Unpacker, UnpackError
from bot.sources.media import is_seen_or_heard, media_type
from bot.sources.refresh import refresh_target

_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Language": "ko,en;q=0.8",
    # Only what is unpacked here, within bounds.
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
# Caches on the way are passed by, too (RFC 9111, 5.2.1.4).
_UNCACHED = {"Cache-Control": "no-cache"}
_REDIRECTS = (301, 302, 303, 307, 308)
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of fetching.

    Attributes:
        timeout: Seconds for name resolution, redirects and body together.
        max_bytes: Largest body, after decompression.
        max_redirects: Most redirects that are followed.
        per_host: Most requests to one host at once; others wait, within their time.
        cache_seconds: Longest time for which a page is not asked for again.
        cache_bytes: Bound of all pages that are kept; 0 keeps none.
    """

    timeout: float = 10.0
    max_bytes: int = 20 * _MEGABYTE
    max_redirects: int = 5
    per_host: int = 2
    cache_seconds: float = 300.0
    cache_bytes: int = 32 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page.

    Attributes:
        url: After redirects.
        content_type: The header; "" when there is none.
        body: Decompressed.
        complete: False where the connection ended before the body did.
        fetched_at: When its site was last asked, which may be some minutes ago.
    """

    url: str
    content_type: str
    body: bytes
    complete: bool = True
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Fetcher:
    """Fetches over http and https: no cookies, no credentials, no proxies, no retries.

    Args:
        guard: Says what may be fetched.
        limits: Bounds.
        contact: A URL or mail address where a site's owner reaches who runs the bot.
        resolve: Host names to addresses.
        tls: Whom to trust; unset: the machine's certificate authorities.
    """

    def __init__(
        self,
        guard: Guard,
        limits: FetchLimits,
        *,
        contact: str = "",
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._limits = limits
        self._headers = {"User-Agent": _user_agent(contact), **_HEADERS}
        self._resolve = resolve or SystemResolver()
        self._tls = tls or ssl.create_default_context()
        self._cache = PageCache(limits.cache_seconds, limits.cache_bytes)
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._under_way: dict[str, asyncio.Task[Fetched]] = {}

    async def fetch(self, url: str, *, anew: bool = False) -> Fetched:
        """GET a page, following redirects, each of them checked again.

        Who asks for a page that is being fetched waits for the same fetch.

        Args:
            url: Its address.
            anew: The site is asked for all of it, whatever is kept.

        Raises:
            BotError: BadUrl, AddressRefused, Unreachable, Upstream, RedirectLoop, PageTooLarge,
                LoginRequired, NotText or SourceTimeout.
        """
        parsed = parse_url(url)
        key = _key(parsed)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._fetch(parsed, anew))
            task.add_done_callback(lambda done: self._forget(key, done))
        # One asker who gives up must not end it for the others; it ends by its own deadline.
        fetched = await asyncio.shield(task)
        return replace(fetched, url=_with_fragment(fetched.url, parsed))

    def _forget(self, key: str, task: asyncio.Task[Fetched]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            task.exception()  # heard, also when nobody waits any more

    async def _fetch(self, url: httpx.URL, anew: bool) -> Fetched:
        try:
            async with asyncio.timeout(self._limits.timeout):
                for _ in range(self._limits.max_redirects + 1):
                    page = await self._page(url, anew)
                    if page.location is None:
                        return Fetched(
                            str(url), page.content_type, page.body, page.complete, page.fetched_at
                        )
                    url = _target(url, page.location)
        except TimeoutError as error:
            raise SourceTimeoutError(seconds=round(self._limits.timeout)) from error
        raise RedirectLoopError

    async def _page(self, url: httpx.URL, anew: bool) -> CachedResponse:
        """Return what one URL answers. The guard is asked before the cache."""
        addresses = await self._addresses(url)
        key = _key(url)
        async with self._turn(host_of(url)):
            kept = None if anew else self._cache.get(key)
            if kept and self._cache.is_fresh(kept):
                return kept.page
            headers = {**self._headers, **(kept.conditions if kept else {})}
            headers |= _UNCACHED if anew else {}
            try:
                async with get(url, addresses, headers, self._tls) as response:
                    if kept and response.status == httpx.codes.NOT_MODIFIED:
                        return self._cache.confirm(key, kept, response.headers)
                    page = await self._read(response)
            except FAILURES as error:
                raise UnreachableError from error
            if page.complete:
                self._cache.put(key, response.status, response.headers, page)
            return page

    async def _addresses(self, url: httpx.URL) -> list[str]:
        """Return the addresses of a URL's host, all of which passed the guard."""
        host = host_of(url)
        if not self._guard.admits(url):
            raise AddressRefusedError
        try:
            addresses = [host] if literal(host) else await self._resolve(host, port_of(url))
        except OSError as error:
            # An inner name that does not exist is refused like one that does.
            raise (AddressRefusedError if is_local_name(host) else UnreachableError) from error
        if not self._guard.permits(url, addresses):
            raise AddressRefusedError
        return addresses

    def _turn(self, host: str) -> asyncio.Semaphore:
        turn = self._turns.get(host)
        if turn is None:
            turn = self._turns[host] = asyncio.Semaphore(self._limits.per_host)
        return turn

    async def _read(self, response: Response) -> CachedResponse:
        content_type = _content_type(response.headers)
        location = _location(response.headers)
        if response.status in _REDIRECTS and location is not None:
            return CachedResponse(content_type, b"", location)
        if response.status == httpx.codes.UNAUTHORIZED:
            raise LoginRequiredError
        if not httpx.codes.is_success(response.status):
            raise UpstreamError(code=response.status)
        if (refresh := refresh_target(response.headers.get("Refresh", ""))) is not None:
            return CachedResponse(content_type, b"", refresh)
        if is_seen_or_heard(content_type):
            raise NotTextError  # before all of it comes
        body, complete = await self._unpacked(response)
        if media_type(content_type, body) == "other":
            raise NotTextError
        return CachedResponse(content_type, body, complete=complete)

    async def _unpacked(self, response: Response) -> tuple[bytes, bool]:
        """Return the body, decompressed, and whether it is all of it."""
        most = self._limits.max_bytes
        too_large = PageTooLargeError(limit=f"{most / _MEGABYTE:g}")
        if int(response.headers.get("Content-Length", 0)) > most:
            raise too_large
        body = bytearray()
        received = 0
        complete = True
        try:
            unpacker = Unpacker(response.headers.get("Content-Encoding", ""), most)
            try:
                async for part in response.parts:
                    received += len(part)
                    for piece in unpacker.feed(part):
                        body += piece
                        if max(len(body), received) > most:
                            raise too_large
            except FAILURES:
                # Browsers show what came; an answer in it is an answer.
                if not body:
                    raise
                complete = False
            unpacker.finish()
        except TooLargeError as error:
            raise too_large from error
        except EndsEarlyError as error:
            if not body:
                raise UnreachableError from error
            complete = False
        except UnpackError as error:
            raise UnreachableError from error
        return bytes(body), complete


def _user_agent(contact: str) -> str:
    """Return product, version, and a comment that says whom to ask (RFC 9110, 10.1.5)."""
    comment = f" (+{contact})" if contact else ""
    return f"mrc-bot/{__version__}{comment}"


def _key(url: httpx.URL) -> str:
    return str(url.copy_with(fragment=None))


def _with_fragment(url: str, asked: httpx.URL) -> str:
    """Return a redirect's target with the fragment, unless it has its own (RFC 9110, 10.2.2)."""
    fragment = str(asked).partition("#")[2]
    return f"{url}#{fragment}" if fragment and "#" not in url else url


def _location(headers: httpx.Headers) -> str | None:
    """Return the Location header, which may have bytes beyond ASCII, in the site's charset."""
    raw = next((value for name, value in headers.raw if name.lower() == b"location"), None)
    if raw is None:
        return None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return quote(raw, safe=string.printable)


def _content_type(headers: httpx.Headers) -> str:
    """Return the last, as browsers do (https://fetch.spec.whatwg.org/#content-types)."""
    named = [value for value in headers.get_list("Content-Type") if value.strip()]
    return named[-1] if named else ""


def _target(url: httpx.URL, location: str) -> httpx.URL:
    if "\\" in location:
        raise BadUrlError
    try:
        return parse_url(str(url.join(location.strip())))
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrlError from error
