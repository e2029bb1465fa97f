"""Who asks a bot under load, and what they see of it."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.bench.texts import Paragraph
from tests.e2e.conftest import Bot


@dataclass(slots=True)
class Load:
    """What askers saw of one load.

    Attributes:
        bot: Which of the bots that are compared.
        kind: "closed": askers who wait for their answer; "open": Poisson arrivals.
        size: Askers, or questions a second.
        seconds: For how long they asked.
        answered: Seconds that each answer took.
        refused: Seconds that each 429 took.
        lost: Questions with any other outcome.
        processor: Seconds of all cores that the bot's process took.
    """

    bot: str
    kind: str
    size: float
    seconds: float = 0.0
    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    lost: int = 0
    processor: float = 0.0

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.answered) / self.seconds


@dataclass(frozen=True, slots=True)
class Recovery:
    """How soon a question takes as long as before, after an overload has ended."""

    bot: str
    before: float
    seconds: float


class Asker:
    """Asks one bot one question after the other, of all paragraphs in turn."""

    def __init__(self, session: aiohttp.ClientSession, bot: Bot, texts: list[Paragraph]) -> None:
        self._session = session
        self._process = bot.process.pid
        self._url = f"{bot.url}/v1/answer"
        self._texts = itertools.cycle(texts)

    async def ask(self, into: Load) -> None:
        paragraph = next(self._texts)
        began = time.perf_counter()
        try:
            asked = {"question": paragraph.question, "text": paragraph.text}
            async with self._session.post(self._url, json=asked) as response:
                await response.read()
                status = response.status
        except aiohttp.ClientError:
            status = 0
        took = time.perf_counter() - began
        if status == 200:
            into.answered.append(took)
        elif status == 429:
            into.refused.append(took)
        else:
            into.lost += 1

    async def closed(self, into: Load, seconds: float) -> None:
        """`size` askers, each with its next question as soon as it has its answer."""
        with self._measuring(into):
            until = time.perf_counter() + seconds

            async def one() -> None:
                while time.perf_counter() < until:
                    await self.ask(into)

            await asyncio.gather(*(one() for _ in range(int(into.size))))

    async def open(self, into: Load, seconds: float) -> None:
        """`size` questions a second at random times, whatever becomes of those before."""
        clock = random.Random(1)
        tasks = []
        with self._measuring(into):
            due = time.perf_counter()
            until = due + seconds
            while due < until:
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                tasks.append(asyncio.create_task(self.ask(into)))
                due += clock.expovariate(into.size)
            await asyncio.gather(*tasks)

    @contextmanager
    def _measuring(self, load: Load) -> Iterator[None]:
        began, before = time.perf_counter(), _processor_seconds(self._process)
        yield
        load.seconds = time.perf_counter() - began
        load.processor = _processor_seconds(self._process) - before

    async def recovery(self, bot: str, normal: float) -> Recovery:
        """Ask one question after the other until three in a row take at most twice as normal."""
        began = time.perf_counter()
        quick = 0
        while quick < 3:
            probe = Load(bot, "closed", 1)
            await self.ask(probe)
            quick = quick + 1 if probe.answered and probe.answered[0] < 2 * normal else 0
        return Recovery(bot, normal, time.perf_counter() - began)


def _processor_seconds(process: int) -> float:
    """Of user and system, of all threads; proc(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
