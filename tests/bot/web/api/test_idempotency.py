"""A request with an Idempotency-Key, repeated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.domain.errors import NoTextError, ReaderAwayError
from bot.store.database.database import Database, StoreError
from bot.store.store import Store
from tests.bot.web.conftest import client_of
from tests.bot.web.service import Scripted

BODY = {"question": "누가 만들었나?", "text": "훈민정음은 세종이 만들었다."}


@pytest.fixture
def service() -> Scripted:
    return Scripted(pause=0.02)


@pytest.fixture
async def client(service: Scripted, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(service, store=store) as opened:
        yield opened


async def _ask(client: httpx.AsyncClient, key: str, **fields: Any) -> httpx.Response:
    return await client.post("/v1/answer", json=BODY | fields, headers={"Idempotency-Key": key})


async def test_the_same_request_is_answered_once(
    client: httpx.AsyncClient, service: Scripted
) -> None:
    responses = await asyncio.gather(*(_ask(client, "a") for _ in range(4)))
    assert [response.status_code for response in responses] == [200] * 4
    assert len({response.content for response in responses}) == 1
    assert len(service.asked) == 1
    replayed = [response.headers.get("idempotency-replayed") for response in responses]
    assert sorted(replayed, key=str) == [None, "true", "true", "true"]
    await _ask(client, "b")
    assert len(service.asked) == 2


async def test_a_key_of_another_request_is_refused(client: httpx.AsyncClient) -> None:
    await _ask(client, "a")
    refused = await _ask(client, "a", question="언제 만들었나?")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:mrc-bot:key-in-use"


async def test_what_may_be_otherwise_next_time_is_not_kept(
    client: httpx.AsyncClient, service: Scripted
) -> None:
    service.error = ReaderAwayError()
    assert (await _ask(client, "a")).status_code == 503
    service.error = None
    assert (await _ask(client, "a")).status_code == 200
    service.error = NoTextError()
    assert (await _ask(client, "b")).status_code == 422
    service.error = None
    assert (await _ask(client, "b")).headers["idempotency-replayed"] == "true"


async def test_a_request_that_is_not_as_documented_uses_no_key(client: httpx.AsyncClient) -> None:
    assert (await _ask(client, "a", top_k=0)).status_code == 400
    assert (await _ask(client, "a")).status_code == 200


async def test_a_key_has_a_length(client: httpx.AsyncClient) -> None:
    for key in ("", "k" * 256):
        assert (await _ask(client, key)).json()["type"] == "urn:mrc-bot:malformed-request"


async def test_it_is_not_ready_without_its_store(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.post("/v1/answer", json=BODY)).status_code == 200

    async def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Database, "run", fail)
    response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["type"] == "urn:mrc-bot:store-away"
    assert (await _ask(client, "a")).json()["type"] == "urn:mrc-bot:store-away"
    assert (await client.post("/v1/answer", json=BODY)).status_code == 200, "without a key"
