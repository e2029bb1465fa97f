"""What the fetcher refuses, with listeners and an audit of every connection as witnesses."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import pytest

from bot.domain import errors
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from tests.standins.dns import name_server
from tests.standins.raw import Answer, RawServer, Visit, raw_server, response

LIMITS = FetchLimits(timeout=20.0, max_redirects=3)
PAGE = "<p>훈민정음은 세종이 만들었다.</p>".encode()

# {port} is where listeners wait on 127.0.0.1, ::1 and 127.0.0.2, and where the guard lets public
# addresses be fetched: nothing but the address stands in the way.
PRIVATE = """
127.0.0.1 127.1.2.3 127.0.0.1. 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1
169.254.169.254 100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192 192.0.0.8 192.0.2.1
192.88.99.1 198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
[::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:a9fe:a9fe] [::127.0.0.1]
[64:ff9b::127.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1] [2002:7f00:1::] [2002:a00:1::1]
[2001:0:7f00:1::1] [2001:db8::1] [3fff::1] [fe80::1] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1]
[100::1] [5f00::1]
localhost LOCALHOST localhost. LocalHost.localdomain printer.local wiki db.internal git.corp
router.lan nas.home.arpa app.localhost
127。0。0。1 127．0．0．1 127｡0｡0｡1
""".split()
# As above, in spellings that browsers and C libraries know.
SPELLED = """
2130706433 0x7f000001 0x7F000001 017700000001 0x7f.1 127.1 127.0.1 0x7f.0x0.0x0.0x1 0x7f.0.0.1
0 0x 0x0 4294967295 1.0x7f 127.0.0.1.0x1 127.0.0.1.5 a.0x7f
""".split()
NO_URL = [
    "http://user@127.0.0.1:{port}/",
    "http://user:secret@example.com:{port}/",
    "http://example.com@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/",
    "http://example.com\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1%00.example.com:{port}/",
    "http://127.0.0.1%2f.example.com:{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1\r\nHost: x:{port}/",
    "http://127.0.0.1\0:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[::1%lo]:{port}/",
    "http://[::1:{port}/",
    "http://[127.0.0.1]:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://00127.0.0.1:{port}/",
    "http://256.0.0.1:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://a..example:{port}/",
    "http://.example.com:{port}/",
    "http://" + "a" * 64 + ".example:{port}/",
    "http://" + "a." * 130 + "example:{port}/",
    "http://example.com/" + "a" * 10_000,
    "http://example.com/" + "가" * 1_000,
    "http://example.com:99999/",
    "http://example.com:0/",
    "http://example.com:-1/",
    "http://example.com:{port}:{port}/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "file:///etc/passwd",
    "FILE://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:{port}/_GET",
    "dict://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "data:text/html,<p>x",
    "javascript:alert(1)",
    "view-source:http://127.0.0.1:{port}/",
    "http+unix://%2Frun%2Fdocker.sock/",
    "",
]
ZONE = {
    "inside.example": [["10.0.0.1"]],
    "loopback.example": [["127.0.0.1"]],
    "six.example": [["::1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "metadata.example": [["169.254.169.254"]],
    "mixed.example": [["93.184.216.34", "127.0.0.1"]],
    "mixed-six.example": [["93.184.216.34", "fd00::1"]],
}
REFUSED = [
    *(f"http://{host}:{{port}}/" for host in (*PRIVATE, *SPELLED)),
    *(f"http://{name}:{{port}}/" for name in ZONE),
    *(f"http://{host}:{port}/" for host in ("127.0.0.1", "93.184.216.34") for port in (22, 8081)),
]


@contextmanager
def connections() -> Iterator[list[str]]:
    """Every address that this process connects to over IP, whoever does it."""
    seen: list[str] = []
    _AUDITED.append(seen)
    try:
        yield seen
    finally:
        _AUDITED.remove(seen)


_AUDITED: list[list[str]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _AUDITED:
        address = arguments[1]
        if isinstance(address, tuple):
            for seen in _AUDITED:
                seen.append(f"{address[0]}:{address[1]}")


sys.addaudithook(_audit)  # for good: Python cannot take it back


def _has_ipv6() -> bool:
    """Containers often have none; the audit of connections is there all the same."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[tuple[RawServer, list[RawServer]]]:
    """A site on 127.0.0.2, and listeners on its port at the loopback addresses."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(raw_server(answer, host="127.0.0.2"))
        inside = [
            await stack.enter_async_context(raw_server(answer, host=host, port=site.port))
            for host in ("127.0.0.1", "127.0.0.3", *(["::1"] if _has_ipv6() else []))
        ]
        yield site, inside


async def _page(_visit: Visit, writer: asyncio.StreamWriter) -> None:
    writer.write(response(PAGE))


async def test_hostile_addresses_are_refused_without_a_connection() -> None:
    async with listening(_page) as (site, inside), name_server(ZONE) as (names, resolve):
        guard = Guard(ports=frozenset({site.port}))
        fetcher = Fetcher(guard, LIMITS, resolve=resolve)
        with connections() as connected:
            for template in (*REFUSED, *NO_URL):
                url = template.replace("{port}", str(site.port))
                expected = errors.BadUrlError if template in NO_URL else errors.AddressRefusedError
                with pytest.raises(errors.BotError) as caught:
                    await fetcher.fetch(url)
                assert caught.type is expected, url
                assert caught.value.parameters == {}
        assert connected == []
        assert not any(server.connections for server in (site, *inside))
        assert names.asked == [*ZONE]  # nothing that is refused as it stands is looked up


async def test_redirects_to_hostile_addresses_are_not_followed() -> None:
    targets: list[str] = []

    async def send_on(_visit: Visit, writer: asyncio.StreamWriter) -> None:
        writer.write(response(status="302 Found", Location=targets[-1]))

    async with listening(send_on) as (site, inside):
        guard = Guard(names=frozenset({"site.example"}), ports=frozenset({site.port}))
        zone = {"site.example": [["127.0.0.2"]]}
        async with name_server({**ZONE, **zone}) as (_, resolve):
            fetcher = Fetcher(guard, LIMITS, resolve=resolve)
            asked = 0
            for template in (*REFUSED, *NO_URL):
                target = template.replace("{port}", str(site.port))
                if not target.isprintable() or not re.search(
                    r"(?<!/)//(?!/)|\\|data:|script:", target
                ):
                    continue  # no header, or a path on the same site
                targets.append(target)
                asked += 1
                with connections() as connected, pytest.raises(errors.BotError) as caught:
                    await fetcher.fetch(f"http://site.example:{site.port}/")
                assert caught.value.status == 422, target
                assert connected == [f"127.0.0.2:{site.port}"], target
        assert asked > 100
        assert not any(server.connections for server in inside)


async def test_a_name_whose_address_changes_is_connected_where_it_was_checked() -> None:
    """DNS rebinding: public when it is checked, private when it is used."""
    zone = {"rebind.example": [["127.0.0.2"], ["127.0.0.3"]]}
    async with listening(_page) as (site, inside), name_server(zone) as (names, resolve):
        guard = Guard.parse("127.0.0.2/32")
        fetcher = Fetcher(guard, LIMITS, resolve=resolve)
        url = f"http://rebind.example:{site.port}/"
        assert (await fetcher.fetch(url)).body == PAGE
        assert names.asked == ["rebind.example"]
        # Not from the cache either: the guard is asked first.
        with pytest.raises(errors.AddressRefusedError):
            await fetcher.fetch(url)
        assert names.asked == ["rebind.example"] * 2
        assert site.connections == 1
        assert not any(server.connections for server in inside)


async def test_a_name_that_changes_between_redirects_is_checked_again() -> None:
    async def send_on(visit: Visit, writer: asyncio.StreamWriter) -> None:
        writer.write(response(status="302 Found", Location="/again"))

    zone = {"rebind.example": [["127.0.0.2"], ["127.0.0.3"]]}
    async with listening(send_on) as (site, inside), name_server(zone) as (_, resolve):
        fetcher = Fetcher(Guard.parse("127.0.0.2/32"), LIMITS, resolve=resolve)
        with pytest.raises(errors.AddressRefusedError):
            await fetcher.fetch(f"http://rebind.example:{site.port}/")
        assert site.connections == 1
        assert not any(server.connections for server in inside)


async def test_inner_names_that_exist_and_that_do_not_are_refused_alike() -> None:
    zone = {"wiki": [["10.0.0.1"]], "wiki.corp": [["10.0.0.1"]]}
    async with name_server(zone) as (_, resolve):
        for guard in (Guard(), Guard.parse("127.0.0.2/32")):
            fetcher = Fetcher(guard, LIMITS, resolve=resolve)
            refusals = set()
            for host in ("wiki", "no-wiki", "wiki.corp", "no-wiki.corp", "10.0.0.1", "10.0.0.2"):
                with pytest.raises(errors.BotError) as caught:
                    await fetcher.fetch(f"http://{host}/")
                refusals.add((caught.type, str(caught.value)))
            assert len(refusals) == 1


async def test_a_silent_name_server_is_covered_by_the_deadline() -> None:
    async with name_server({"silent.example": []}) as (_, resolve):
        limits = FetchLimits(timeout=0.5)
        with pytest.raises(errors.SourceTimeoutError):
            await Fetcher(Guard(), limits, resolve=resolve).fetch("http://silent.example/")


async def test_an_unknown_name_is_unreachable() -> None:
    async with name_server({}) as (_, resolve):
        with pytest.raises(errors.UnreachableError):
            await Fetcher(Guard(), LIMITS, resolve=resolve).fetch("http://nowhere.example/")


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    zone = {"two.example": [["127.0.0.9", "127.0.0.2"]]}
    async with listening(_page) as (site, _), name_server(zone) as (_, resolve):
        fetcher = Fetcher(Guard.parse("127.0.0.0/8"), LIMITS, resolve=resolve)
        assert (await fetcher.fetch(f"http://two.example:{site.port}/")).body == PAGE
