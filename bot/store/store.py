"""All of the store, opened together, and kept up while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.store.answers import Answers
from bot.store.channels import Channels
from bot.store.credentials.keys import Keys
from bot.store.database.database import Database, StoreError, StoreObserver, open_database
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import Depth
from bot.store.keeping import Keeping
from bot.store.listening import Listening
from bot.store.requests import Requests
from bot.store.threads import Threads

_log = structlog.get_logger(__name__)

_DEPTH_SECONDS = 5.0
_SWEEP_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of the store.

    Attributes:
        database: What they are in.
        inbox: Questions that were taken in.
        threads: What threads remember, and where replies are.
        answers: What was answered, and what people thought of it.
        requests: HTTP requests by their Idempotency-Key.
        keys: Keys of the HTTP API.
        listening: Until when somebody listened.
        channels: What people have settled for channels.
        keeping: Deletes what is no longer needed.
    """

    database: Database
    inbox: Inbox
    threads: Threads
    answers: Answers
    requests: Requests
    keys: Keys
    listening: Listening
    channels: Channels
    keeping: Keeping


class KeepingObserver(StoreObserver, Protocol):
    """Hears how the store does; metrics, in a running bot."""

    def deep(self, depth: Depth) -> None:
        """Take note of how much is in the inbox."""


@asynccontextmanager
async def open_store(
    url: str, *, keep_days: float, serving: bool = True, observer: StoreObserver | None = None
) -> AsyncIterator[Store]:
    """Open the store.

    Args:
        url: See `open_database`.
        keep_days: Days for which texts may be kept beyond their use.
        serving: By a bot that answers; see `open_database`.
        observer: Hears how long the store takes.

    Raises:
        StoreError: In one line.
    """
    async with open_database(url, serving=serving, observer=observer) as database:
        inbox = Inbox(database, keeps_texts=keep_days > 0)
        if database.sole:
            await inbox.inherit()
        yield Store(
            database,
            inbox,
            Threads(database, keeps_sources=keep_days > 0),
            Answers(database, keeps=keep_days > 0),
            Requests(database),
            Keys(database),
            Listening(database),
            Channels(database),
            Keeping(database),
        )


@asynccontextmanager
async def kept_up(
    store: Store, keep_days: float, feedback_days: float, observer: KeepingObserver
) -> AsyncIterator[None]:
    """Delete what is too old, and tell how much waits, while the context lasts."""

    async def sweep() -> None:
        if swept := await store.keeping.sweep(keep_days, feedback_days):
            _log.info("texts_deleted", questions=swept)

    async def measure() -> None:
        observer.deep(await store.inbox.depth())

    tasks = [
        asyncio.create_task(_each(_SWEEP_SECONDS, sweep)),
        asyncio.create_task(_each(_DEPTH_SECONDS, measure)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _each(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except StoreError as error:
            _log.error("store_away", error=str(error))
        await asyncio.sleep(seconds)
