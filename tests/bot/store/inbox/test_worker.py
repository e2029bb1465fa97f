"""Questions are worked on, some at a time, and none is lost with whoever works on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.store.database.database import Database
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import Taken
from bot.store.inbox.worker import Worker
from tests.bot.store.questions import asked, let_pass, rows


class Heard:
    def taken(self, taken: Taken) -> AbstractContextManager[None]:
        return nullcontext()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def _worker(inbox: Inbox, handle: Callable[[Taken], Awaitable[None]], most: int = 2) -> Worker:
    return Worker(inbox, handle, most=most, observer=Heard())


@asynccontextmanager
async def _working(worker: Worker, drain_seconds: float) -> AsyncIterator[None]:
    worker.start()
    try:
        yield
    finally:
        await worker.stop(drain_seconds)


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110 - of a database, too
            await asyncio.sleep(0.01)


async def test_all_are_answered_some_at_a_time(inbox: Inbox) -> None:
    answered: list[str] = []
    inside = most = 0

    async def handle(taken: Taken) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.02)
        await inbox.end(taken)
        inside -= 1
        answered.append(taken.id)

    worker = _worker(inbox, handle)
    async with _working(worker, 5):
        for number in range(7):
            await inbox.put(asked(f"{number}.0"))
            worker.call()
        await _until(lambda: len(answered) == 7)
    assert len(set(answered)) == 7
    assert most == 2


async def test_each_step_of_a_question_is_logged_by_its_id_alone(inbox: Inbox) -> None:
    worker = _worker(inbox, inbox.end)
    with capture_logs(processors=[merge_contextvars]) as logs:
        async with _working(worker, 5):
            await inbox.put(asked("1.0"))
            worker.call()
            await _until(lambda: len(logs) == 3)
    assert [line["event"] for line in logs] == ["received", "taken", "done"]
    assert {line["question"] for line in logs} == {"T1:C1:1.0"}
    assert "누가" not in str(logs)


async def test_at_the_end_work_may_end_and_the_rest_is_handed_back(
    database: Database, inbox: Inbox
) -> None:
    begun: list[str] = []

    async def handle(taken: Taken) -> None:
        begun.append(taken.id)
        await asyncio.sleep(0.2 if taken.id.endswith("1.0") else 60)
        await inbox.end(taken)

    worker = _worker(inbox, handle)
    for ts in ("1.0", "2.0", "3.0"):
        await inbox.put(asked(ts))
    async with _working(worker, 0.6):
        await _until(lambda: len(begun) == 2)
    states = {row.id: (row.state, row.owner) for row in await rows(database)}
    assert states == {
        "T1:C1:1.0": ("done", worker.owner),
        "T1:C1:2.0": ("answering", None),
        "T1:C1:3.0": ("received", None),
    }
    assert await inbox.take("another"), "at once"


async def test_what_fails_is_tried_again_later(database: Database, inbox: Inbox) -> None:
    tries: list[int] = []

    async def handle(taken: Taken) -> None:
        tries.append(taken.attempt)
        if taken.attempt < 3:
            raise RuntimeError("not yet")
        await inbox.end(taken)

    await inbox.put(asked())
    worker = _worker(inbox, handle)
    async with _working(worker, 5):
        for number in (1, 2):
            await _until(lambda n=number: len(tries) == n)  # type: ignore[misc]
            await asyncio.sleep(0.2)
            await let_pass(database, 30)
            worker.call()
        await _until(lambda: len(tries) == 3)
    assert tries == [1, 2, 3]


async def test_who_lost_the_lease_is_stopped(
    database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.inbox.worker._RENEW_SECONDS", 0.1)
    stopped = asyncio.Event()

    async def handle(taken: Taken) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    await inbox.put(asked())
    worker = _worker(inbox, handle, most=1)
    async with _working(worker, 5):
        await _until(lambda: bool(worker._tasks))
        await asyncio.sleep(0.5)
        assert not stopped.is_set(), "it is renewed"
        await let_pass(database, 60)
        async with asyncio.timeout(10):
            await stopped.wait()
