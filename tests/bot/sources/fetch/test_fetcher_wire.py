"""The fetcher against servers that send what they like."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import textwrap
from dataclasses import replace

import brotli
import pytest

from bot.domain import errors
from bot.sources.fetch.fetcher import Fetched, Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from tests.standins.raw import Answer, RawServer, Visit, raw_server, response

LOOPBACK = Guard.parse("127.0.0.0/8")
LIMITS = FetchLimits(timeout=20.0, max_bytes=300_000, max_redirects=3)
HURRIED = replace(LIMITS, timeout=0.5)
PAGE = "<p>훈민정음은 세종이 만들었다.</p>".encode()


def _sends(*parts: bytes, every: float = 0.0, forever: bool = False) -> Answer:
    async def answer(_visit: Visit, writer: asyncio.StreamWriter) -> None:
        while True:
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(every)
            if not forever:
                return

    return answer


async def _fetch(
    answer: Answer, path: str = "/", limits: FetchLimits = LIMITS
) -> tuple[Fetched, RawServer]:
    async with raw_server(answer) as server:
        fetcher = Fetcher(LOOPBACK, limits)
        return await fetcher.fetch(f"http://127.0.0.1:{server.port}{path}"), server


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        response(PAGE),
        HEAD + b"Connection: close\r\n\r\n" + PAGE,
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE),
        response(PAGE) + b"garbage behind it",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + response(PAGE),
        response(gzip.compress(PAGE), Content_Encoding="gzip"),
        response(gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), Content_Encoding="gzip"),
        response(PAGE, status="203 Non-Authoritative Information"),
        response(PAGE, Refresh="60; url=http://10.0.0.1/"),
        response(PAGE, Refresh="5"),
        response(PAGE, Location="http://10.0.0.1/"),
        response(PAGE, Set_Cookie="a=b"),
        response(PAGE, Content_Type="application/octet-stream"),
        response(PAGE, Content_Type="html"),
        response(PAGE, Content_Encoding="UTF-8"),
        response(brotli.compress(PAGE), Content_Encoding="br"),
        HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + PAGE,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\n" + PAGE,
        b"HTTP/1.1 200 OK\r\n Content-Type: text/html\r\n\r\n" + PAGE,
        HEAD + b"X-Folded: one\r\n two\r\n\r\n" + PAGE,
        HEAD + b"X-Spaced : one\r\n\r\n" + PAGE,
        HEAD + b"an odd name(): one\r\nno colon at all\r\n: no name\r\n\r\n" + PAGE,
        HEAD + b"X-Bytes: \x00\x01\xff\r\n\r\n" + PAGE,
        HEAD.replace(b"\r\n", b"\n") + b"\n" + PAGE,
    ],
)
async def test_pages_are_read_whole(sent: bytes) -> None:
    fetched, server = await _fetch(_sends(sent))
    assert fetched.body == PAGE
    assert server.connections == 1


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"Content-Length: 500\r\n\r\n" + PAGE,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(PAGE), PAGE),
        response(gzip.compress(PAGE + b" " * 50, mtime=0)[:-9], Content_Encoding="gzip"),
    ],
)
async def test_of_a_body_that_ends_early_what_came_is_read_and_not_kept(sent: bytes) -> None:
    async with raw_server(_sends(sent)) as server:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        for _ in range(2):
            fetched = await fetcher.fetch(f"http://127.0.0.1:{server.port}/")
            assert fetched.body.startswith(PAGE)
            assert not fetched.complete
    assert server.connections == 2


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", errors.UnreachableError),
        (b"220 smtp.example ESMTP\r\n", errors.UnreachableError),
        (b"HTTP/1.1 999999 no\r\n\r\n", errors.UnreachableError),
        (HEAD, errors.UnreachableError),
        (HEAD + b"X: " + b"a" * 200_000, errors.UnreachableError),
        (HEAD + b"Content-Length: x\r\n\r\n" + PAGE, errors.UnreachableError),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", errors.UnreachableError),
        (response(PAGE, Content_Encoding="gzip"), errors.UnreachableError),
        (response(PAGE, Content_Encoding="br"), errors.UnreachableError),
        (response(PAGE, Content_Encoding="gzip, gzip"), errors.UnreachableError),
        (
            response(gzip.compress(PAGE, mtime=0)[:9], Content_Encoding="gzip"),
            errors.UnreachableError,
        ),
        (HEAD + b"Content-Length: 500\r\n\r\n", errors.UnreachableError),
        (response(PAGE, Refresh="0; url=http://10.0.0.1/"), errors.AddressRefusedError),
        (response(PAGE, Refresh="3;URL='file:///etc/passwd'"), errors.BadUrlError),
        (response(PAGE, Refresh="0; url=/"), errors.RedirectLoopError),
        (response(b"\x89PNG\r\n\x1a\n\0\0\0", Content_Type="text/html"), errors.NotTextError),
        (response(b"x" * 300_001), errors.PageTooLargeError),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n", errors.PageTooLargeError),
        (response(status="304 Not Modified"), errors.UpstreamError),
        (response(status="302 Found"), errors.UpstreamError),
        (response(PAGE, status="404 Not Found"), errors.UpstreamError),
        (response(PAGE, status="503 Service Unavailable", Retry_After="0"), errors.UpstreamError),
    ],
)
async def test_what_cannot_be_read_says_why_and_is_not_tried_again(
    sent: bytes, error: type[errors.BotError]
) -> None:
    async with raw_server(_sends(sent)) as server:
        with pytest.raises(error):
            await Fetcher(LOOPBACK, LIMITS).fetch(f"http://127.0.0.1:{server.port}/")
    assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        _sends(b"", every=30),
        _sends(b"H", b"T", b"T", b"P", every=0.3),
        _sends(HEAD, b"X: y\r\n", every=0.3, forever=True),
        _sends(HEAD + b"\r\n", b"<", every=0.3, forever=True),
        _sends(b"HTTP/1.1 100 Continue\r\n\r\n", every=0.001, forever=True),
        _sends(
            HEAD + b"Content-Encoding: gzip\r\n\r\n",
            gzip.compress(b""),  # nothing comes of it, however long
            every=0.05,
            forever=True,
        ),
    ],
)
async def test_one_deadline_covers_every_drip(answer: Answer) -> None:
    with pytest.raises(errors.SourceTimeoutError):  # the drip would never end
        await _fetch(answer, limits=HURRIED)


async def test_a_head_that_comes_byte_by_byte_is_read() -> None:
    sent = response(PAGE, X_Long="a" * 500)
    fetched, _ = await _fetch(_sends(*(sent[i : i + 1] for i in range(len(sent)))))
    assert fetched.body == PAGE


async def test_slow_redirects_share_one_deadline() -> None:
    async def answer(_visit: Visit, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(response(status="302 Found", Location="/next"))

    with pytest.raises(errors.SourceTimeoutError):  # and not that there are too many
        await _fetch(answer, limits=HURRIED)


async def test_a_bomb_and_an_endless_page_are_stopped_at_the_limit() -> None:
    bomb = gzip.compress(b"<p>" * 30_000_000, 9)
    for answer in (
        _sends(response(bomb, Content_Encoding="gzip")),
        _sends(HEAD + b"\r\n", b"<p>" * 10_000, forever=True),
    ):
        with pytest.raises(errors.PageTooLargeError):
            await _fetch(answer, limits=FetchLimits(timeout=10.0, max_bytes=1_000_000))


async def test_a_film_is_refused_before_it_is_loaded() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"
    with pytest.raises(errors.NotTextError):
        await _fetch(_sends(head, b"\0" * 1000, every=0.2, forever=True))


async def test_the_request_is_plain_and_says_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with raw_server(
        _sends(response(PAGE, Set_Cookie="a=b", Cache_Control="no-store"))
    ) as one:
        fetcher = Fetcher(LOOPBACK, LIMITS, contact="https://wiki.example/bot")
        for _ in range(2):
            await fetcher.fetch(f"http://127.0.0.1:{one.port}/")
    for visit in one.visits:
        assert visit.headers["user-agent"] == "mrc-bot/0.1.0 (+https://wiki.example/bot)"
        assert visit.headers["accept-encoding"] == "gzip"
        assert {*visit.headers} == {
            *("host", "user-agent", "accept", "accept-language", "accept-encoding", "connection")
        }
    assert len(one.visits) == 2


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (b"/next", "/next"),
        (b"next?a=1&b=2", "/a/next?a=1&b=2"),
        (b"?q", "/a/b?q"),
        (b"  /next  ", "/next"),
        ("/다음".encode(), "/%EB%8B%A4%EC%9D%8C"),
        ("/다음".encode("cp949"), "/%B4%D9%C0%BD"),
        (b"/%B4%D9%C0%BD", "/%B4%D9%C0%BD"),
        (b"/next#part", "/next"),
    ],
)
async def test_redirects_lead_where_a_browser_would_go(location: bytes, path: str) -> None:
    async def answer(visit: Visit, writer: asyncio.StreamWriter) -> None:
        if visit.path == "/a/b":
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: %b\r\n" % location)
            writer.write(b"Location: /second\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(response(PAGE))

    fetched, server = await _fetch(answer, "/a/b#asked")
    fragment = "part" if b"#" in location else "asked"
    assert server.visits[-1].path == path
    assert fetched.url == f"http://127.0.0.1:{server.port}{path}#{fragment}"


async def test_a_long_chain_of_redirects_ends() -> None:
    async def answer(visit: Visit, writer: asyncio.StreamWriter) -> None:
        writer.write(response(status="302 Found", Location=visit.path + "x"))

    async with raw_server(answer) as server:
        with pytest.raises(errors.RedirectLoopError):
            await Fetcher(LOOPBACK, LIMITS).fetch(f"http://127.0.0.1:{server.port}/")
    assert server.connections == 1 + LIMITS.max_redirects


async def test_at_most_two_requests_go_to_one_host_at_once() -> None:
    now = most = 0

    async def answer(_visit: Visit, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now -= 1
        writer.write(response(PAGE))

    async with raw_server(answer) as server, raw_server(answer, host="127.0.0.2") as other:
        fetcher = Fetcher(LOOPBACK, LIMITS)
        urls = [f"http://127.0.0.1:{server.port}/{i}" for i in range(6)]
        await asyncio.gather(*map(fetcher.fetch, urls))
        assert most == 2
        urls += [f"http://127.0.0.2:{other.port}/{i}" for i in range(6)]
        await asyncio.gather(*(fetcher.fetch(f"{url}?again") for url in urls))
        assert most == 4  # of two hosts


async def test_nothing_is_left_open() -> None:
    async with raw_server(_sends(HEAD + b"\r\n", b"<", every=0.3, forever=True)) as server:
        fetcher = Fetcher(LOOPBACK, FetchLimits(timeout=0.3))
        with pytest.raises(errors.SourceTimeoutError):
            await fetcher.fetch(f"http://127.0.0.1:{server.port}/")
        await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert not [task for task in others if "Fetcher" in repr(task)]


def test_a_program_does_not_wait_for_a_name_server_after_its_deadline() -> None:
    program = textwrap.dedent("""
        import asyncio, socket, time
        from bot.domain import errors
        from bot.sources.fetch.guard import Guard
        from bot.sources.fetch.fetcher import Fetcher, FetchLimits
        socket.getaddrinfo = lambda *a, **k: time.sleep(60)  # as it is when nobody answers
        try:
            asyncio.run(Fetcher(Guard(), FetchLimits(timeout=0.3)).fetch("http://a.example/"))
        except errors.SourceTimeoutError:
            print("in time")
    """)
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True
    )
    assert ended.stdout == "in time\n"


async def test_the_machine_s_own_names_are_resolved() -> None:
    async with raw_server(_sends(response(PAGE))) as server:
        fetcher = Fetcher(Guard.parse("localhost"), LIMITS)
        assert (await fetcher.fetch(f"http://localhost:{server.port}/")).body == PAGE
