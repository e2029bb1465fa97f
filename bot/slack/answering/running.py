"""The questions that are being worked on: they may end before the process does, or be given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


class Running:
    """Knows the tasks that are inside `one`, and the work on each question."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._questions: dict[tuple[str, str], asyncio.Task[None]] = {}

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count the current task, until it ends, as one that `drain` waits for."""
        if task := asyncio.current_task():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        yield

    async def question(
        self, channel: str, ts: str, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """Do the work on a question, and return when it has ended or was given up.

        What was under way on the same question, before it was edited, is given up first.

        Args:
            channel: Where it was asked.
            ts: The message that asks.
            work: Is started once.

        Raises:
            Whatever the work raises.
        """
        await self.give_up(channel, ts)
        task = asyncio.create_task(work())
        self._questions[channel, ts] = task
        self._tasks.add(task)
        task.add_done_callback(lambda task: self._forget(channel, ts, task))
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()

    async def give_up(self, channel: str, ts: str) -> None:
        """End the work on a question; what is just being posted is let through first."""
        while task := self._questions.get((channel, ts)):
            task.cancel()
            await asyncio.wait({task})

    async def drain(self, seconds: float) -> None:
        """Wait until all tasks have ended, for `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _forget(self, channel: str, ts: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._questions.get((channel, ts)) is task:
            del self._questions[channel, ts]
