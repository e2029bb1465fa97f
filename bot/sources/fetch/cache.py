"""Responses of the last minutes, so that follow-up questions do not fetch a page again.

A small part of RFC 9111, for one kind of request: GET, with the same headers each time, without
cookies or credentials. What a site says of its freshness counts, up to the cache's own bound; where
it says nothing, that bound does. What has gone stale is asked for on condition.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from cachetools import TLRUCache

_LONGEST_STALE = 3600.0
_OVERHEAD = 2_000  # bytes of an entry without its body, about
_KEPT = (200, 203, 301, 308)
_KEPT_IF_FRESH = (302, 303, 307)
_HEADERS = ("Cache-Control", "Expires", "Pragma", "Vary", "ETag", "Last-Modified")


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """What one URL answered: a body or another URL to go to, and when it was last asked.

    Attributes:
        complete: False where the connection ended before the body did.
    """

    content_type: str
    body: bytes
    location: str | None = None
    complete: bool = True
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that is kept, and until when it need not be asked for again."""

    page: CachedResponse
    status: int
    headers: httpx.Headers
    fresh_until: float

    @property
    def conditions(self) -> dict[str, str]:
        """Return a conditional request's headers (RFC 9110, 13.1); {} without validators."""
        headers = {
            "If-None-Match": self.headers.get("ETag", ""),
            "If-Modified-Since": self.headers.get("Last-Modified", ""),
        }
        return {name: value for name, value in headers.items() if value}


class PageCache:
    """Keeps pages in memory; when there is no room, the least recently used leave.

    Args:
        seconds: Longest time for which a page is not asked for again.
        max_bytes: Bound of all pages together; 0 keeps nothing.
        clock: Seconds that only grow.
    """

    def __init__(
        self, seconds: float, max_bytes: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._entries: TLRUCache[str, Entry] = TLRUCache(
            max_bytes, ttu=_kept_until, timer=clock, getsizeof=_size
        )

    def get(self, url: str) -> Entry | None:
        """Return what is kept of `url`, fresh or not."""
        return self._entries.get(url)

    def is_fresh(self, entry: Entry) -> bool:
        """Tell whether an entry's page may be used without asking."""
        return self._clock() < entry.fresh_until

    def put(self, url: str, status: int, headers: httpx.Headers, page: CachedResponse) -> None:
        """Keep what `url` answered, if it may be kept and there is room."""
        self._entries.pop(url, None)
        used = httpx.Headers({name: headers[name] for name in _HEADERS if name in headers})
        directives = _directives(used)
        said = _lifetime(used, directives)
        if "no-store" in directives or used.get("Vary") == "*":
            return
        if not (status in _KEPT or (status in _KEPT_IF_FRESH and said)):
            return
        seconds = self._seconds if said is None else min(said, self._seconds)
        entry = Entry(page, status, used, self._clock() + seconds)
        if (seconds > 0 or entry.conditions) and _size(entry) <= self._entries.maxsize:
            self._entries[url] = entry

    def confirm(self, url: str, entry: Entry, headers: httpx.Headers) -> CachedResponse:
        """Keep `entry` on, after a 304 whose `headers` replace its own, and hand out its page."""
        page = replace(entry.page, fetched_at=datetime.now(UTC))
        self.put(url, entry.status, httpx.Headers({**entry.headers, **headers}), page)
        return page


def _size(entry: Entry) -> int:
    return len(entry.page.body) + _OVERHEAD


def _kept_until(_url: str, entry: Entry, now: float) -> float:
    return now + _LONGEST_STALE if entry.conditions else entry.fresh_until


def _directives(headers: httpx.Headers) -> dict[str, str]:
    parts = headers.get("Cache-Control", "").lower().split(",")
    pairs = (part.partition("=") for part in parts)
    return {name.strip(): value.strip(' "') for name, _, value in pairs}


def _lifetime(headers: httpx.Headers, directives: dict[str, str]) -> float | None:
    """Return the seconds for which the site calls its response fresh; None if it says nothing."""
    if "no-cache" in directives:
        return 0.0
    if "max-age" in directives:
        age = directives["max-age"]
        return float(age[:10]) if age.isascii() and age.isdigit() else 0.0
    if "Expires" in headers:
        return _seconds_until(headers["Expires"])
    return 0.0 if "no-cache" in headers.get("Pragma", "").lower() else None


def _seconds_until(date: str) -> float:
    """Return the seconds until a date; 0 for what is past or no date: "0" is much used."""
    try:
        at = parsedate_to_datetime(date)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return 0.0
