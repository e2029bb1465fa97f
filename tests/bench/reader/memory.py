"""Memory over 10,000 questions: `python tests/bench/reader/memory.py [QUESTIONS]`.

Asks the embedded bundled reader, eight at a time, of texts of many lengths, and prints the resident
memory of the process on the way. After the first thousand it should stay as it is.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mrc_core import Reader

WORDS = """훈민정음은 조선의 왕인 세종이 만들고 반포한 문자이다 집현전 학자들이 원리를 풀이한
해례본을 썼다 안동에서 발견되었으며 지금은 간송미술관이 소장하고 있다 바다에는 물고기가 많고
하늘에는 구름이 흘러간다 1443년 1446년 1940년 서울 부산 대구 인천 광주 대전 울산 제주
백두산 한라산 금강산""".split()
QUESTIONS = (
    "훈민정음은 언제 반포되었나?",
    "해례본은 어디에서 발견되었나?",
    "독도의 면적은 얼마인가?",
)
LENGTHS = (30, 60, 120, 250, 500, 1_000)
LONG, EVERY = 20_000, 50
ASKERS = 8
STEPS = 10


def texts(seed: int) -> str:
    """Sentences of random words; one in fifty texts is a long page."""
    chance = random.Random(seed)
    length = LONG if seed % EVERY == 0 else chance.choice(LENGTHS)
    words: list[str] = []
    characters = 0
    while characters < length:
        word = chance.choice(WORDS) + (". " if chance.random() < 0.1 else " ")
        words.append(word)
        characters += len(word)
    return "".join(words)


def resident() -> float:
    """MiB of this process that are in memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


async def main(count: int) -> None:
    reader = Reader.load()
    await reader.start()
    numbers = itertools.count(1)
    table = Table("questions", "resident, MiB", "seconds")
    table.add_row("0", f"{resident():.0f}", "0")
    began = time.perf_counter()

    async def ask(until: int) -> None:
        while (number := next(numbers)) <= until:
            await reader.read(QUESTIONS[number % len(QUESTIONS)], texts(number))

    for step in range(1, STEPS + 1):
        until = count * step // STEPS
        numbers = itertools.count(count * (step - 1) // STEPS + 1)
        await asyncio.gather(*(ask(until) for _ in range(ASKERS)))
        seconds = time.perf_counter() - began
        table.add_row(f"{until:,}", f"{resident():.0f}", f"{seconds:.0f}")
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
