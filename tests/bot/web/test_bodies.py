"""What bodies may cost, before anybody knows what they ask."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.domain.errors import BotError, MalformedRequestError
from bot.web.api.skeleton import Skeleton
from bot.web.body import Bodies, read_body
from tests.bot.web.conftest import Connect

ASKED = {"question": 'a "b" \\" \\', "text": '\\" {}[],:' * 10_000 + "가" * 10_000, "top_k": 3}
SENT = {
    "as it is": json.dumps(ASKED, ensure_ascii=False).encode(),
    "escaped": json.dumps(ASKED, indent=4).encode(),
}
CROWDED = {
    "names": lambda: "{" + ",".join(f'"{n}":[]' for n in range(500_000)) + "}",
    "numbers": lambda: '{"question":"a","text":[' + "1," * 4_000_000 + "1]}",
    "empty strings": lambda: '{"question":"a","text":[' + '"",' * 2_000_000 + '""]}',
    "brackets": lambda: "[" * 5_000_000,
    "blanks": lambda: " " * 5_000_000,
}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 65_536])
def test_a_question_of_a_long_text_is_read_in_any_parts(name: str, size: int) -> None:
    skeleton, body = Skeleton(), SENT[name]
    for at in range(0, len(body), size):
        skeleton.add(body[at : at + size])


@pytest.mark.parametrize("name", CROWDED)
async def test_many_values_are_refused_before_they_are_parsed(connect: Connect, name: str) -> None:
    body = CROWDED[name]().encode()
    began = time.process_time()
    async with connect() as client:
        reply = await client.post("/v1/answer", content=body)
    assert reply.status_code == 400
    assert time.process_time() - began < 1.0  # parsing the first takes seconds


@pytest.mark.parametrize("part", [b'""' * 5_000, b'"a' * 6_000, b"{" * 4_097])
def test_strings_side_by_side_count_too(part: bytes) -> None:
    with pytest.raises(MalformedRequestError):
        Skeleton().add(part)


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        response = Response(await read_body(Request(scope, receive), 1_000))
    except BotError as error:
        response = Response(status_code=error.status)
    await response(scope, receive, send)


def _client(bodies: Bodies) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(bodies), base_url="http://bot")


async def _slow(begun: asyncio.Event, go: asyncio.Event) -> AsyncIterator[bytes]:
    yield b"a" * 60
    begun.set()
    await go.wait()
    yield b"b"


async def test_all_bodies_together_have_room_until_they_are_answered() -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    async with _client(Bodies(_echo, most=100)) as client, asyncio.timeout(20):
        first = asyncio.create_task(client.post("/", content=_slow(begun, go)))
        await begun.wait()
        assert (await client.post("/", content=b"c" * 60)).status_code == 429
        assert (await client.post("/", content=b"c" * 30)).status_code == 200
        go.set()
        assert (await first).content == b"a" * 60 + b"b"
        assert (await client.post("/", content=b"c" * 60)).status_code == 200


async def test_a_body_that_comes_too_slowly_is_given_up() -> None:
    async with _client(Bodies(_echo, seconds=0.1)) as client, asyncio.timeout(20):
        reply = await client.post("/", content=_slow(asyncio.Event(), asyncio.Event()))
    assert reply.status_code == 400
