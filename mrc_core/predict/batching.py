"""Micro-batching: windows of all questions that wait go through the model together.

One call at a time, as a call uses all cores. The questions take turns, a call each, so that a
short one is not kept waiting by a long page; and a call that one question does not fill takes
along windows of the others, if they are alike in length.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from mrc_core.predict.padding import CALL_TOKENS, PaddedBatch, join_batches, pad_batch, plan_batches
from mrc_core.types import Windows, WindowSpans

# Tokens of one call, padding included. Eight windows of 384 are no quicker than four (13.3 and
# 13.8 ms each, on two cores) and keep others waiting; eight of 48 are (2.0, and 2.9 ms each).
_MOST_TOKENS = 1536
# Windows are padded to a multiple of it. TensorFlow keeps kernels (oneDNN's) for each shape that it
# has seen: with every length there is, 370 MB for a network of 9; with these 100, and no slower.
_LENGTH_STEP = 32


@dataclass(slots=True, eq=False)
class _Waiting:
    """A question: its windows, and which of them have still to be read."""

    windows: Windows
    todo: deque[PaddedBatch]
    found: list[tuple[PaddedBatch, WindowSpans]]
    done: asyncio.Future[WindowSpans]


class Batcher:
    """Runs a model on a thread, for whoever waits.

    Args:
        run: The model; blocks.
        executor: Its thread.
        longest: Most tokens of a window.
    """

    def __init__(
        self, run: Callable[[Windows], WindowSpans], executor: Executor, longest: int
    ) -> None:
        self._run = run
        self._executor = executor
        self._lengths = (*range(_LENGTH_STEP, longest, _LENGTH_STEP), longest)
        self._queue: deque[_Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def predict(self, windows: Windows) -> WindowSpans:
        """Return the best spans of each window. Windows of a cancelled question are not read."""
        lengths = windows.input_mask.sum(axis=1).tolist()
        rows = max(_MOST_TOKENS // max(lengths), 1)
        done: asyncio.Future[WindowSpans] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(windows, deque(plan_batches(lengths, self._lengths, rows)), [], done)
        self._queue.append(waiting)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await done

    async def _work(self) -> None:
        """Call the model until nobody waits."""
        loop = asyncio.get_running_loop()
        taken: list[tuple[_Waiting, PaddedBatch]] = []
        try:
            while taken := self._take():
                length = max(batch.length for _, batch in taken)
                parts = [pad_batch(w.windows, PaddedBatch(b.rows, length)) for w, b in taken]
                together = Windows.concatenate(parts)
                try:
                    spans = await loop.run_in_executor(self._executor, self._run, together)
                except Exception as error:  # noqa: BLE001 - whoever asked has to hear of it
                    _fail(taken, error)
                else:
                    _hand_out(taken, spans)
        finally:
            # Not empty when ended from outside, with the loop or the thread: nobody would answer.
            for waiting in (*self._queue, *(waiting for waiting, _ in taken)):
                waiting.done.cancel()
            self._queue.clear()

    def _take(self) -> list[tuple[_Waiting, PaddedBatch]]:
        """Return the next call: the first question's next batch, and what goes well with it."""
        while self._queue and self._queue[0].done.done():
            self._queue.popleft()
        taken: list[tuple[_Waiting, PaddedBatch]] = []
        rows = longest = shortest = 0
        for waiting in self._queue:
            if waiting.done.done():
                continue
            batch = waiting.todo[0]
            count = rows + len(batch.rows)
            high = max(longest, batch.length)
            low = min(shortest or batch.length, batch.length)
            if taken and (count * high > _MOST_TOKENS or count * (high - low) > CALL_TOKENS):
                continue
            taken.append((waiting, batch))
            rows, longest, shortest = count, high, low
        # Those that have had their turn queue up again behind the others.
        for waiting, _ in taken:
            waiting.todo.popleft()
            self._queue.remove(waiting)
            if waiting.todo:
                self._queue.append(waiting)
        return taken


def _fail(taken: list[tuple[_Waiting, PaddedBatch]], error: Exception) -> None:
    for waiting, _ in taken:
        if not waiting.done.done():
            waiting.done.set_exception(error)


def _hand_out(taken: list[tuple[_Waiting, PaddedBatch]], spans: WindowSpans) -> None:
    """Give each question the rows that are its own, and those that are complete their answer."""
    start = 0
    for waiting, batch in taken:
        stop = start + len(batch.rows)
        waiting.found.append((batch, spans.rows(start, stop)))
        start = stop
        if not waiting.todo and not waiting.done.done():
            waiting.done.set_result(join_batches(*zip(*waiting.found, strict=True)))
