"""Takes questions from the inbox, some at a time, and sees that none is held for nothing."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Protocol

import structlog

from bot.domain.operation.fault import described
from bot.store.database.database import StoreError
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import LEASE_SECONDS, LeaseLostError, Taken

_log = structlog.get_logger(__name__)

_RENEW_SECONDS = LEASE_SECONDS / 3
# Questions of processes that died are found by asking now and then.
_POLL_SECONDS = 1.0
_LONGEST_PAUSE = 60.0


class WorkObserver(Protocol):
    """Hears what befalls questions; metrics, in a running bot."""

    def taken(self, taken: Taken) -> AbstractContextManager[None]:
        """Take note of a question, for as long as it is worked on."""


class Worker:
    """Works on the questions of an inbox.

    Args:
        inbox: Where they come from.
        handle: Answers one, and ends it in the inbox.
        most: Questions that are worked on at once.
        observer: Hears what befalls them.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Callable[[Taken], Awaitable[None]],
        *,
        most: int,
        observer: WorkObserver,
    ) -> None:
        self.owner = uuid.uuid4().hex
        self._inbox = inbox
        self._handle = handle
        self._observer = observer
        self._room = asyncio.Semaphore(most)
        self._called = asyncio.Event()
        self._taking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def call(self) -> None:
        """Say that there is a new question, which need not be waited for."""
        self._called.set()

    def start(self) -> None:
        """Begin to work, in the running event loop."""
        self._taking = asyncio.create_task(self._take_all())

    async def stop(self, seconds: float) -> None:
        """Take no more; let what is under way end within `seconds`, and hand the rest back."""
        if self._taking:
            self._taking.cancel()
            await asyncio.wait([self._taking])
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    async def _take_all(self) -> None:
        while True:
            await self._room.acquire()
            taken = None
            try:
                self._called.clear()
                taken = await self._inbox.take(self.owner)
            except StoreError as error:
                _log.error("store_away", error=str(error))
            finally:
                if taken is None:
                    self._room.release()
            if taken is None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._called.wait()
                continue
            task = asyncio.create_task(self._work(taken))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.release()

    async def _work(self, taken: Taken) -> None:
        named = structlog.contextvars.bound_contextvars(question=taken.id, surface=taken.surface)
        with named, self._observer.taken(taken):
            _log.info("taken", attempt=taken.attempt, posting=taken.message is not None)
            handling = asyncio.create_task(self._attend(taken))
            holding = asyncio.create_task(self._hold(taken))
            try:
                # Whichever ends first: the lease may be lost while the question is worked on.
                await asyncio.wait([handling, holding], return_when=asyncio.FIRST_COMPLETED)
            finally:
                handed_back = not handling.done() and not holding.done()
                for task in (handling, holding):
                    task.cancel()
                await asyncio.wait([handling, holding])
                if handed_back:
                    await self._later(taken, 0.0)

    async def _attend(self, taken: Taken) -> None:
        try:
            await self._handle(taken)
            _log.info("done")
        except LeaseLostError:
            _log.warning("lease_lost")
        except StoreError as error:
            _log.error("store_away", error=str(error))
            await self._later(taken, 1.0)
        except Exception as error:  # noqa: BLE001
            # Whatever it is: the question stays in the inbox, and its turn comes again.
            _log.error("question_put_off", **described(error))
            await self._later(taken, min(2.0**taken.attempt, _LONGEST_PAUSE))

    async def _hold(self, taken: Taken) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                await self._inbox.renew(taken)
            except LeaseLostError:
                _log.warning("lease_lost")
                return
            except StoreError as error:
                _log.error("store_away", error=str(error))

    async def _later(self, taken: Taken, seconds: float) -> None:
        with contextlib.suppress(LeaseLostError, StoreError):
            await self._inbox.later(taken, seconds)
