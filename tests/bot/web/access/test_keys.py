"""Who may ask over HTTP, by the keys of `mrc-bot keys`."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.domain.operation.scope import SCOPES
from bot.store.credentials.keys import Key, parse_key
from bot.store.database.database import Database, StoreError
from bot.store.store import Store
from bot.web.access import callers
from bot.web.access.allowance import Allowance
from tests.bot.web.conftest import Connect
from tests.bot.web.service import Scripted

TEXT = {"question": "누가 만들었나?", "text": "훈민정음은 세종이 만들었다."}
PAGE = {"question": "누가 만들었나?", "url": "https://a.example/"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of the keys is never old."""
    monkeypatch.setattr(callers, "_KNOWN_SECONDS", 0.0)


async def _ask(
    client: httpx.AsyncClient, key: str | None = None, body: dict[str, Any] = TEXT, **headers: str
) -> tuple[int, str | None]:
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    response = await client.post("/v1/answer", json=body, headers=headers)
    return response.status_code, response.json().get("type", "").removeprefix("urn:mrc-bot:")


async def test_nobody_on_this_machine_needs_a_key_until_there_is_one(
    connect: Connect, store: Store
) -> None:
    async with connect(loopback=True) as client:
        assert await _ask(client) == (200, "")
        key = await store.keys.create("web", SCOPES, 60)
        assert await _ask(client) == (401, "key-required")
        assert await _ask(client, key) == (200, "")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"]
)
async def test_who_comes_through_a_proxy_needs_one(connect: Connect, header: str) -> None:
    async with connect(loopback=True) as client:
        assert await _ask(client, **{header: "for=192.0.2.1"}) == (401, "key-required")


async def test_everybody_needs_one_where_others_can_reach_the_server(
    connect: Connect, store: Store, service: Scripted
) -> None:
    async with connect(loopback=False) as client:
        refused = await client.post("/v1/answer", content=b"no json, and never read")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert "mrc-bot keys create" in refused.json()["detail"]
        for path in ("/", "/healthz", "/metrics"):
            assert (await client.get(path)).status_code == 200
        assert await _ask(client, await store.keys.create("app", SCOPES, 60)) == (200, "")
    assert len(service.asked) == 1


@pytest.mark.parametrize("wrong", ["", "x", "mrc_", "mrc_a_b", "{id}", "mrc_{id}_", "{key}x"])
async def test_a_wrong_key_opens_nothing(connect: Connect, store: Store, wrong: str) -> None:
    key = await store.keys.create("app", SCOPES, 60)
    id_ = key.split("_")[1]
    async with connect() as client:
        assert await _ask(client, wrong.format(key=key, id=id_)) == (401, "key-unknown")


async def test_a_revoked_key_opens_nothing(connect: Connect, store: Store) -> None:
    key, _ = await store.keys.create("a", SCOPES, 60), await store.keys.create("b", SCOPES, 60)
    async with connect() as client:
        assert await _ask(client, key) == (200, "")
        assert await store.keys.revoke(key.split("_")[1])
        assert not await store.keys.revoke(key.split("_")[1])
        assert await _ask(client, key) == (401, "key-unknown")


async def test_a_key_is_for_what_it_was_made_for(connect: Connect, store: Store) -> None:
    key = await store.keys.create("app", ["text"], 60)
    async with connect() as client:
        assert await _ask(client, key) == (200, "")
        assert await _ask(client, key, PAGE) == (403, "key-not-allowed")


async def test_a_key_is_for_so_many_questions_a_minute(connect: Connect, store: Store) -> None:
    key = await store.keys.create("app", SCOPES, 2)
    async with connect() as client:
        assert [await _ask(client, key) for _ in range(3)][1:] == [
            (200, ""),
            (429, "too-many-requests"),
        ]
        refused = await client.post(
            "/v1/answer", json=TEXT, headers={"Authorization": f"Bearer {key}"}
        )
        assert 1 <= int(refused.headers["retry-after"]) <= 30
        other = await store.keys.create("other", SCOPES, 2)
        assert await _ask(client, other) == (200, "")


async def test_its_last_use_is_kept_and_its_secret_is_not(connect: Connect, store: Store) -> None:
    key = await store.keys.create("app", SCOPES, 60)
    [made] = await store.keys.all()
    assert (made.name, made.scopes, made.used_at) == ("app", SCOPES, None)
    async with connect() as client:
        await _ask(client, key)
    [used] = await store.keys.all()
    assert used.used_at is not None
    assert used.used_at >= made.created_at
    parsed = parse_key(key)
    assert parsed
    assert parsed[1] not in repr(used)


async def test_two_callers_may_use_the_same_idempotency_key(
    connect: Connect, store: Store, service: Scripted
) -> None:
    keys = [await store.keys.create(name, SCOPES, 60) for name in "ab"]
    async with connect() as client:
        for key in keys:
            assert await _ask(client, key, **{"Idempotency-Key": "1"}) == (200, "")
    assert len(service.asked) == 2


async def test_who_has_a_key_asks_on_while_the_store_is_away(
    connect: Connect, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await store.keys.create("app", SCOPES, 60)
    async with connect() as known, connect() as unknown:
        assert await _ask(known, key) == (200, "")

        async def fail(*_: object) -> None:
            raise StoreError("the disk is full")

        monkeypatch.setattr(Database, "run", fail)
        assert await _ask(known, key) == (200, "")
        assert await _ask(known) == (401, "key-required")
        assert await _ask(unknown, key) == (503, "store-away")


@pytest.mark.parametrize("given", ["", "mrc", "mrc_", "mrc_a", "mrc_a_", "x_a_b", "_a_b"])
def test_what_is_no_key(given: str) -> None:
    assert parse_key(given) is None


def test_a_key_knows_its_own_secret_alone() -> None:
    key = Key("1", "a", "0" * 64, SCOPES, 1, 0.0, None, None)
    assert not key.is_opened_by("\ud800")


def test_questions_come_back_steadily_and_more_at_once_are_owed() -> None:
    now = 0.0
    allowance = Allowance(60, lambda: now)
    assert allowance.take(60) == 0
    assert allowance.take(1) == 1
    now = 10.0
    assert allowance.take(10) == 0
    assert allowance.take(5) == 5
    now = 1_000.0
    assert allowance.take(90) == 0, "more than a minute's, when all of a minute's are left"
    assert allowance.take(1) == 31
