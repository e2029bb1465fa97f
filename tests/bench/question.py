"""What one question costs, step by step: `python tests/bench/question.py`.

Asks the embedded bundled reader one question at a time, of passages of several lengths.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import time

from rich.console import Console
from rich.table import Table

from mrc_core import Reader

SENTENCE = "훈민정음은 조선의 제4대 왕인 세종이 {year}년에 만들고 1446년에 반포한 문자이다. "
LENGTHS = (100, 500, 2_000, 20_000, 200_000)
QUESTION = "훈민정음을 반포한 해는 언제인가?"
REPEATS = 50


def passage(length: int) -> str:
    """Korean text of this many characters."""
    sentences = (SENTENCE.format(year=1000 + i % 900) for i in range(length // len(SENTENCE) + 1))
    return "".join(sentences)[:length]


async def main() -> None:
    began = time.perf_counter()
    reader = Reader.load()
    await reader.start()
    console = Console()
    console.print(f"loaded and warm after {time.perf_counter() - began:.1f} s")
    table = Table("characters", "windows", "featurize", "predict", "decode", "total", "p95")
    for length in LENGTHS:
        text = passage(length)
        await reader.read(QUESTION, text)
        readings, totals = [], []
        for _ in range(REPEATS if length < 10_000 else 5):
            began = time.perf_counter()
            readings.append(await reader.read(QUESTION, text))
            totals.append(1000 * (time.perf_counter() - began))
        steps = [
            statistics.median(getattr(reading.timings_ms, step) for reading in readings)
            for step in ("featurize", "predict", "decode")
        ]
        windows = f"{readings[0].windows_read}/{readings[0].windows_total}"
        p95 = statistics.quantiles(totals, n=20)[-1]
        cells = [*steps, statistics.median(totals), p95]
        table.add_row(f"{length:,}", windows, *(f"{cell:.1f}" for cell in cells))
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"times in ms, medians; peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    asyncio.run(main())
