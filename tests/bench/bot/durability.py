"""What the store costs a question: `python -m tests.bench.bot.durability`.

The way of one question through it, from the look at its thread to its end, on a SQLite file and on
a PostgreSQL that is started for it, both as they are in use: every commit is on the disk.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store.inbox.received import Received
from bot.store.store import Store, open_store
from bot.store.threads import MessageKey
from tests.standins.postgresql import running_postgresql

_QUESTIONS = 300
_MESSAGE = {"text": "세종 — 훈민정음은 세종이 만들었다.", "blocks": [{"type": "rich_text"}]}


async def _one(store: Store, number: int) -> float:
    place = MessageKey("T1", "C1", f"{number}.0")
    about = f"T1:C1:{number}.0"
    began = time.perf_counter()
    await store.threads.thread(place)
    await store.inbox.put(Received(about, about, "message", "T1", "C1", "U1", {"text": "누가?"}))
    taken = await store.inbox.take("me")
    assert taken
    await store.inbox.posting(taken, _MESSAGE, store.threads.answering(place, "U1"))
    await store.threads.replies(place)
    reply = MessageKey("T1", "C1", f"{number}.1")
    await store.inbox.end(taken, store.threads.replying(reply, place.ts, "U1"))
    return 1000 * (time.perf_counter() - began)


async def _measure(name: str, url: str) -> None:
    async with open_store(url, keep_days=7) as store:
        began = time.process_time()
        took = [await _one(store, number) for number in range(_QUESTIONS)]
        used = 1000 * (time.process_time() - began) / _QUESTIONS
    p99 = statistics.quantiles(took, n=100)[-1]
    median = statistics.median(took)
    print(f"{name}: median {median:.1f} ms, 99 % {p99:.1f} ms, processor {used:.1f} ms")  # noqa: T201


def main() -> None:
    """Measure both."""
    with TemporaryDirectory() as folder:
        asyncio.run(_measure("SQLite", f"sqlite:///{Path(folder)}/store.sqlite"))
    with running_postgresql(durable=True) as server:
        asyncio.run(_measure("PostgreSQL", server.new_database()))


if __name__ == "__main__":
    main()
