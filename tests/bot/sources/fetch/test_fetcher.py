"""The fetcher against a real HTTP server."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.domain import errors
from bot.sources.extract.worker import Workers
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from bot.sources.web import WebLoader
from tests.standins.http import serve

# One loop, for one process that documents are read in: each start of one takes half a second.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("one_process")]

LIMITS = FetchLimits(timeout=20.0, max_bytes=200_000, max_redirects=3)
OPEN = Guard.parse("127.0.0.0/8")
PAGE = "<title>백과</title><p>훈민정음은 세종이 만들었다.</p>"


async def _drip() -> AsyncIterator[bytes]:
    while True:
        yield b"<p>"
        await asyncio.sleep(0.1)


def _routes(visits: list[str]) -> list[Route]:
    async def answer(request: Request) -> Response:
        path = request.path_params["path"]
        visits.append(path)
        match path:
            case "page":
                return Response(PAGE, media_type="text/html")
            case "cp949":
                return Response(PAGE.encode("cp949"), headers={"Content-Type": "text/html"})
            case "text":
                return Response("그냥 글이다.", media_type="text/plain")
            case "gzip":
                packed = gzip.compress(PAGE.encode())
                return Response(
                    packed, headers={"Content-Encoding": "gzip"}, media_type="text/html"
                )
            case "bomb":
                packed = gzip.compress(b"\0" * 50_000_000)
                return Response(
                    packed, headers={"Content-Encoding": "gzip"}, media_type="text/html"
                )
            case "broken-gzip":
                return Response(b"no", headers={"Content-Encoding": "gzip"}, media_type="text/html")
            case "broken-brotli":
                return Response(b"no", headers={"Content-Encoding": "br"}, media_type="text/html")
            case "big":
                return Response("가" * 100_000, media_type="text/plain")
            case "picture":
                return Response(b"\x89PNG\r\n", media_type="image/png")
            case "pdf-as-text":
                return Response(b"%PDF-1.7", media_type="text/plain")
            case "scripts":
                return Response("<script>var x</script>", media_type="text/html")
            case "away":
                return Response("no", status_code=404)
            case "redirect":
                return RedirectResponse("/page")
            case "loop":
                return RedirectResponse("/loop")
            case "to-private":
                return RedirectResponse("http://10.0.0.1/")
            case "to-nowhere":
                return Response(status_code=302, headers={"Location": "http://a b/"})
            case "to-file":
                return RedirectResponse("file:///etc/passwd")
            case "drip":
                return StreamingResponse(_drip(), media_type="text/html")
            case _:
                await asyncio.sleep(5)
                return Response("")

    return [Route("/{path}", answer)]


@pytest.fixture(scope="module")
def visits() -> list[str]:
    return []


@pytest.fixture(scope="module")
def site(visits: list[str]) -> Iterator[str]:
    with serve(Starlette(routes=_routes(visits))) as url:
        yield url


def _source(guard: Guard = OPEN, limits: FetchLimits = LIMITS) -> WebLoader:
    return WebLoader(Fetcher(guard, limits), Workers())


@pytest.mark.parametrize("path", ["page", "cp949", "gzip", "redirect"])
async def test_pages_are_read(site: str, path: str) -> None:
    document = await _source().load(f"{site}/{path}")
    assert document.text == "훈민정음은 세종이 만들었다."
    assert document.title == "백과"
    assert document.kind == "web"
    assert document.url == f"{site}/{'page' if path == 'redirect' else path}"


async def test_plain_text_is_read(site: str) -> None:
    assert (await _source().load(f"{site}/text")).text == "그냥 글이다."


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("bomb", errors.PageTooLargeError),
        ("big", errors.PageTooLargeError),
        ("broken-gzip", errors.UnreachableError),
        ("broken-brotli", errors.UnreachableError),
        ("picture", errors.NotTextError),
        ("pdf-as-text", errors.DamagedDocumentError),
        ("scripts", errors.ScriptOnlyError),
        ("away", errors.UpstreamError),
        ("loop", errors.RedirectLoopError),
        ("to-private", errors.AddressRefusedError),
        ("to-file", errors.BadUrlError),
        ("to-nowhere", errors.BadUrlError),
    ],
)
async def test_what_cannot_be_read_says_why(
    site: str, path: str, error: type[errors.BotError]
) -> None:
    with pytest.raises(error):
        await _source().load(f"{site}/{path}")


@pytest.mark.parametrize("path", ["drip", "slow"])
async def test_one_deadline_covers_everything(site: str, path: str) -> None:
    with pytest.raises(errors.SourceTimeoutError):
        await _source(limits=replace(LIMITS, timeout=0.5)).load(f"{site}/{path}")


async def test_a_dead_address_is_unreachable() -> None:
    with pytest.raises(errors.UnreachableError):
        await _source().load("http://127.0.0.1:9/")
    with pytest.raises(errors.UnreachableError):
        await _source().load("http://no-such-host.invalid/")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "[::ffff:127.0.0.1]"]
)
async def test_private_addresses_are_refused_without_a_connection(
    site: str, visits: list[str], host: str
) -> None:
    port = site.rpartition(":")[2]
    visits.clear()
    for url in (f"http://{host}:{port}/page", f"http://{host}/page"):
        with pytest.raises((errors.AddressRefusedError, errors.UnreachableError)) as caught:
            await _source(Guard()).load(url)
        assert caught.type is errors.AddressRefusedError or host in ("0x7f.1", "127.1")
    assert visits == []
