"""Follow-up questions do not fetch a page again, within what its site allows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email.utils import formatdate

import httpx
import pytest

from bot.domain import errors
from bot.sources.fetch.cache import CachedResponse, PageCache
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from tests.standins.raw import Visit, raw_server, response

LOOPBACK = Guard.parse("127.0.0.0/8")
LIMITS = FetchLimits(timeout=20.0)
PAGE = "<p>훈민정음은 세종이 만들었다.</p>".encode()
ETAG = '"1446"'
DATE = "Sat, 09 Oct 2021 00:00:00 GMT"


async def _visits(times: int = 3, limits: FetchLimits = LIMITS, **headers: str) -> list[Visit]:
    """The requests that fetching one page several times makes; a 304 where it is asked for."""

    async def answer(visit: Visit, writer: asyncio.StreamWriter) -> None:
        if {"if-none-match", "if-modified-since"} & {*visit.headers}:
            writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            writer.write(response(PAGE, **headers))

    async with raw_server(answer) as server:
        fetcher = Fetcher(LOOPBACK, limits)
        for _ in range(times):
            fetched = await fetcher.fetch(f"http://127.0.0.1:{server.port}/")
            assert (fetched.body, fetched.content_type) == (PAGE, "text/html")
    return server.visits


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache_Control": "max-age=60"},
        {"Cache_Control": "public, MAX-AGE=31536000"},
        {"Cache_Control": "private"},
        {"Expires": formatdate(4_000_000_000, usegmt=True)},
        {"ETag": ETAG},
        {"Vary": "Accept-Encoding"},
    ],
)
async def test_a_page_is_fetched_once(headers: dict[str, str]) -> None:
    assert len(await _visits(**headers)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache_Control": "no-store"},
        {"Cache_Control": "private, no-store, max-age=60", "ETag": ETAG},
        {"Cache_Control": "max-age=0"},
        {"Cache_Control": "max-age=soon"},
        {"Cache_Control": "no-cache"},
        {"Pragma": "no-cache"},
        {"Expires": "0"},
        {"Expires": DATE},
        {"Vary": "*"},
    ],
)
async def test_a_page_is_fetched_again_if_its_site_says_so(headers: dict[str, str]) -> None:
    visits = await _visits(**headers)
    assert len(visits) == 3
    assert not any("if-none-match" in visit.headers for visit in visits)


async def test_what_has_gone_stale_is_asked_for_on_condition() -> None:
    visits = await _visits(Cache_Control="no-cache", ETag=ETAG, Last_Modified=DATE)
    assert len(visits) == 3
    for visit in visits[1:]:
        assert visit.headers["if-none-match"] == ETAG
        assert visit.headers["if-modified-since"] == DATE


async def test_a_page_says_when_its_site_was_asked() -> None:
    async def answer(visit: Visit, writer: asyncio.StreamWriter) -> None:
        if "if-none-match" in visit.headers:
            writer.write(b"HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\r\n")
        else:
            writer.write(response(PAGE, Cache_Control="no-cache", ETag=ETAG))

    async with raw_server(answer) as server:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        first, confirmed, kept = [
            (await fetcher.fetch(f"http://127.0.0.1:{server.port}/")).fetched_at for _ in range(3)
        ]
    assert len(server.visits) == 2
    assert first < confirmed == kept


async def test_a_page_that_has_changed_is_read_anew() -> None:
    bodies = [PAGE, b"<p>changed</p>"]

    async def answer(_visit: Visit, writer: asyncio.StreamWriter) -> None:
        writer.write(response(bodies.pop(0), Cache_Control="no-cache", ETag=ETAG))

    async with raw_server(answer) as server:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        url = f"http://127.0.0.1:{server.port}/"
        assert [(await fetcher.fetch(url)).body for _ in range(2)] == [PAGE, b"<p>changed</p>"]


async def test_who_asks_for_it_anew_gets_it_from_its_site() -> None:
    pages = iter([b"one", b"two"])

    async def answer(_: Visit, writer: asyncio.StreamWriter) -> None:
        writer.write(response(next(pages), ETag=ETAG, Content_Type="text/plain"))

    async with raw_server(answer) as server:
        fetcher, url = Fetcher(LOOPBACK, LIMITS), f"http://127.0.0.1:{server.port}/"
        assert (await fetcher.fetch(url)).body == b"one"
        assert (await fetcher.fetch(url, anew=True)).body == b"two"
        assert (await fetcher.fetch(url)).body == b"two", "and the next have it, too"
    assert server.visits[1].headers["cache-control"] == "no-cache"
    assert "if-none-match" not in server.visits[1].headers


async def test_the_cache_can_be_switched_off() -> None:
    assert len(await _visits(limits=replace(LIMITS, cache_bytes=0), ETag=ETAG)) == 3
    assert len(await _visits(limits=replace(LIMITS, cache_seconds=0))) == 3


async def test_errors_are_not_kept() -> None:
    answers = [response(status="503 Busy"), response(PAGE)]

    async def answer(_visit: Visit, writer: asyncio.StreamWriter) -> None:
        writer.write(answers.pop(0))

    async with raw_server(answer) as server:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        url = f"http://127.0.0.1:{server.port}/"
        with pytest.raises(errors.UpstreamError):
            await fetcher.fetch(url)
        assert (await fetcher.fetch(url)).body == PAGE


async def test_a_fragment_names_the_same_page() -> None:
    async with raw_server(lambda _, writer: _write(writer)) as server:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        url = f"http://127.0.0.1:{server.port}/"
        one, two, none = [await fetcher.fetch(url + part) for part in ("#1", "#2", "")]
    assert (one.url, two.url, none.url) == (url + "#1", url + "#2", url)
    assert len(server.visits) == 1


async def _write(writer: asyncio.StreamWriter, wait: float = 0.0) -> None:
    await asyncio.sleep(wait)
    writer.write(response(PAGE))


async def test_who_asks_for_a_page_under_way_waits_for_it() -> None:
    async with raw_server(lambda _, writer: _write(writer, 0.1)) as server:
        fetcher = Fetcher(LOOPBACK, replace(LIMITS, cache_bytes=0))
        url = f"http://127.0.0.1:{server.port}/"
        fetched = await asyncio.gather(*(fetcher.fetch(url) for _ in range(5)))
        assert [page.body for page in fetched] == [PAGE] * 5
        assert len(server.visits) == 1
        await fetcher.fetch(url)
        assert len(server.visits) == 2


async def test_one_who_gives_up_does_not_end_it_for_the_others() -> None:
    async with raw_server(lambda _, writer: _write(writer, 0.2)) as server:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        url = f"http://127.0.0.1:{server.port}/"
        first = asyncio.create_task(fetcher.fetch(url))
        second = asyncio.create_task(fetcher.fetch(url))
        await asyncio.sleep(0.1)
        first.cancel()
        assert (await second).body == PAGE
        assert first.cancelled()
        assert len(server.visits) == 1


class TestCache:
    """The cache by itself, on a clock of its own."""

    def _cache(self, seconds: float = 300.0, max_bytes: int = 100_000) -> PageCache:
        self.now = 1000.0
        return PageCache(seconds, max_bytes, lambda: self.now)

    def _put(self, cache: PageCache, url: str, size: int = 10, **headers: str) -> None:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        cache.put(url, 200, httpx.Headers(given), CachedResponse("text/html", b"x" * size))

    def test_pages_are_fresh_for_minutes(self) -> None:
        cache = self._cache()
        self._put(cache, "a")
        self.now += 299
        entry = cache.get("a")
        assert entry
        assert cache.is_fresh(entry)
        self.now += 1
        assert cache.get("a") is None

    def test_the_site_s_word_counts_up_to_the_bound(self) -> None:
        cache = self._cache()
        self._put(cache, "short", Cache_Control="max-age=60", ETag=ETAG)
        self._put(cache, "long", Cache_Control="max-age=6000", ETag=ETAG)
        for after, fresh in ((59, (True, True)), (2, (False, True)), (240, (False, False))):
            self.now += after
            entries = [cache.get("short"), cache.get("long")]
            assert tuple(entry is not None and cache.is_fresh(entry) for entry in entries) == fresh

    def test_a_confirmed_page_is_fresh_again(self) -> None:
        cache = self._cache()
        self._put(cache, "a", ETag=ETAG)
        self.now += 301
        entry = cache.get("a")
        assert entry
        assert not cache.is_fresh(entry)
        cache.confirm("a", entry, httpx.Headers({"ETag": '"2"'}))
        entry = cache.get("a")
        assert entry
        assert cache.is_fresh(entry)
        assert entry.conditions == {"If-None-Match": '"2"'}
        self.now += 3601
        assert cache.get("a") is None

    def test_the_least_recently_used_leave_when_there_is_no_room(self) -> None:
        cache = self._cache(max_bytes=100_000)
        for url in ("a", "b"):
            self._put(cache, url, 40_000)
        cache.get("a")
        self._put(cache, "c", 40_000)
        assert [bool(cache.get(url)) for url in ("a", "b", "c")] == [True, False, True]
        self._put(cache, "larger than all", 100_001)
        assert cache.get("larger than all") is None
        assert [bool(cache.get(url)) for url in ("a", "c")] == [True, True]

    @pytest.mark.parametrize(("status", "kept"), [(301, True), (308, True), (302, False)])
    def test_only_lasting_redirects_are_kept(self, status: int, kept: bool) -> None:
        cache = self._cache()
        cache.put("a", status, httpx.Headers(), CachedResponse("", b"", "/next"))
        assert bool(cache.get("a")) is kept
        cache.put(
            "b", status, httpx.Headers({"Cache-Control": "max-age=9"}), CachedResponse("", b"", "/")
        )
        assert cache.get("b")
