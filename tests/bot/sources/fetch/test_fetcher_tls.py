"""Connections are pinned to the address that was checked; TLS keeps the name, with a real CA."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trustme

from bot.domain import errors
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from tests.standins.dns import name_server
from tests.standins.raw import Answer, RawServer, Visit, raw_server, response

LIMITS = FetchLimits(timeout=20.0)
LOOPBACK = Guard.parse("127.0.0.0/8")
PAGE = "<p>훈민정음은 세종이 만들었다.</p>".encode()
ADDRESS = [["127.0.0.2"]]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


async def _page(_visit: Visit, writer: asyncio.StreamWriter) -> None:
    writer.write(response(PAGE))


@asynccontextmanager
async def site(
    authority: trustme.CA, *names: str, answer: Answer = _page
) -> AsyncIterator[RawServer]:
    """A site on 127.0.0.2 whose certificate is for `names`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    async with raw_server(answer, host="127.0.0.2", tls=context) as server:
        yield server


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("article.example", "article.example"),
        ("Article.Example.", "article.example"),
        ("한국.kr", "xn--3e0b707e.kr"),
        ("XN--3E0B707E.kr", "xn--3e0b707e.kr"),
        ("뉴스。한국", "xn--vg1b002a.xn--3e0b707e"),
    ],
)
async def test_the_certificate_is_the_name_s_and_the_connection_the_address_s(
    authority: trustme.CA, host: str, name: str
) -> None:
    async with site(authority, name) as server, name_server({name: ADDRESS}) as (names, resolve):
        fetcher = Fetcher(LOOPBACK, LIMITS, resolve=resolve, tls=_trusting(authority))
        fetched = await fetcher.fetch(f"https://{host}:{server.port}/기사?쪽=1")
    assert fetched.body == PAGE
    assert fetched.url == f"https://{name}:{server.port}/%EA%B8%B0%EC%82%AC?%EC%AA%BD=1"
    assert names.asked == [name]
    (visit,) = server.visits
    assert visit.server_name == name
    assert visit.headers["host"] == f"{name}:{server.port}"
    assert visit.path == "/%EA%B8%B0%EC%82%AC?%EC%AA%BD=1"


async def test_an_address_with_a_certificate_of_its_own_is_fetched(authority: trustme.CA) -> None:
    async with site(authority, "127.0.0.2") as server:
        fetcher = Fetcher(LOOPBACK, LIMITS, tls=_trusting(authority))
        assert (await fetcher.fetch(f"https://127.0.0.2:{server.port}/")).body == PAGE


@pytest.mark.parametrize("wrong", ["other.example", "*.article.example", "127.0.0.2"])
async def test_a_certificate_for_another_name_is_refused(authority: trustme.CA, wrong: str) -> None:
    zone = {"article.example": ADDRESS}
    async with site(authority, wrong) as server, name_server(zone) as (_, resolve):
        fetcher = Fetcher(LOOPBACK, LIMITS, resolve=resolve, tls=_trusting(authority))
        with pytest.raises(errors.UnreachableError):
            await fetcher.fetch(f"https://article.example:{server.port}/")
    assert server.visits == []


async def test_a_certificate_of_an_unknown_authority_is_refused(authority: trustme.CA) -> None:
    async with site(trustme.CA(), "127.0.0.2") as server:
        for tls in (_trusting(authority), None):
            with pytest.raises(errors.UnreachableError):
                await Fetcher(LOOPBACK, LIMITS, tls=tls).fetch(f"https://127.0.0.2:{server.port}/")
    assert server.visits == []


async def test_a_connection_for_one_name_is_not_used_for_another(authority: trustme.CA) -> None:
    """Both names are at one address, which has a certificate for the first only."""

    async def send_on(visit: Visit, writer: asyncio.StreamWriter) -> None:
        port = visit.headers["host"].partition(":")[2]
        target = f"https://second.example:{port}/"
        writer.write(response(status="302 Found", Location=target, Connection="keep-alive"))

    zone = {"first.example": ADDRESS, "second.example": ADDRESS}
    async with (
        site(authority, "first.example", answer=send_on) as server,
        name_server(zone) as (_, resolve),
    ):
        fetcher = Fetcher(LOOPBACK, LIMITS, resolve=resolve, tls=_trusting(authority))
        with pytest.raises(errors.UnreachableError):
            await fetcher.fetch(f"https://first.example:{server.port}/")
    assert [visit.server_name for visit in server.visits] == ["first.example"]


async def test_a_redirect_from_https_to_http_is_followed(authority: trustme.CA) -> None:
    """As browsers do; nothing secret is sent."""
    async with raw_server(_page, host="127.0.0.3") as plain:

        async def send_on(_visit: Visit, writer: asyncio.StreamWriter) -> None:
            writer.write(response(status="301 Moved", Location=f"http://127.0.0.3:{plain.port}/"))

        async with site(authority, "127.0.0.2", answer=send_on) as server:
            fetcher = Fetcher(LOOPBACK, LIMITS, tls=_trusting(authority))
            fetched = await fetcher.fetch(f"https://127.0.0.2:{server.port}/")
    assert (fetched.url, fetched.body) == (f"http://127.0.0.3:{plain.port}/", PAGE)


async def test_a_server_that_never_shakes_hands_is_covered_by_the_deadline() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    listener = await asyncio.start_server(silent, "127.0.0.2", 0)
    port = listener.sockets[0].getsockname()[1]
    with pytest.raises(errors.SourceTimeoutError):
        await Fetcher(LOOPBACK, FetchLimits(timeout=0.5)).fetch(f"https://127.0.0.2:{port}/")
    listener.close()
