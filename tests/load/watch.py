"""A bot that is watched while strangers ask: its memory, and what an ordinary question takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.conftest import HANGUL

ORDINARY = {"question": "훈민정음을 만든 사람은 누구인가?", "text": HANGUL}
_EVERY = 0.1


@dataclass
class Watched:
    """What was seen of a bot.

    Attributes:
        megabytes: Its memory with that of its workers, at each look.
        seconds: How long each ordinary question took, and each look at /healthz.
        failures: How ordinary questions ended that were not answered.
        longest: Where the longest ordinary question was, in milliseconds by stage.
    """

    megabytes: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    longest: dict[str, float] = field(default_factory=dict)


async def watch(url: str, process: int, watched: Watched, every: float = _EVERY) -> None:
    """Look at a bot again and again, until cancelled.

    Args:
        url: The bot's.
        process: The bot's.
        watched: Gets what is seen.
        every: Seconds from one look to the next.
    """
    async with asyncio.TaskGroup() as group:
        group.create_task(_weigh(process, watched, every))
        group.create_task(_ask(url, watched, every))


async def _weigh(process: int, watched: Watched, every: float) -> None:
    while True:
        watched.megabytes.append(await asyncio.to_thread(memory, process))
        await asyncio.sleep(every)


async def _ask(url: str, watched: Watched, every: float) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        while True:
            began = time.monotonic()
            reply = await client.post("/v1/answer", json=ORDINARY)
            watched.seconds.append(time.monotonic() - began)
            if reply.status_code == httpx.codes.OK and watched.seconds[-1] == max(watched.seconds):
                watched.longest = reply.json()["timings_ms"]
            if reply.status_code != httpx.codes.OK:
                watched.failures.append(reply.text)
            await asyncio.sleep(every)


def memory(process: int) -> float:
    """Return the memory of a process and all below it, in 10^6 bytes: shared pages count once."""
    return sum(_proportional(one) for one in _tree(process)) / 1e6


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                # One that is only being started still is its parent: the memory is the same.
                if _command(int(child)) != _command(process):
                    yield from _tree(int(child))


def _command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def _proportional(process: int) -> int:
    """Return the bytes of a process: what it shares with others is shared out among them."""
    with suppress(OSError, ValueError):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        return 1024 * int(rollup.partition("\nPss:")[2].split()[0])
    return 0
