"""How much memory a bomb costs: `python -m tests.bench.pages.fetch_memory`.

A real server streams 400 MB, packed by gzip to 0.4 MB, and other pages without an end; the peak of
the process that fetches is measured against what it needs for a small page.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.domain.errors import BotError
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from tests.standins.raw import Visit, raw_server

BOMB = 400_000_000
SMALL = b"<p>" + "훈민정음은 세종이 만들었다.".encode() + b"</p>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CASES = ("small", "bomb", "bomb of text", "many bombs in one", "endless", "raw deflate bomb")


def _bomb(unit: bytes, count: int = 1) -> bytes:
    piece = unit * (BOMB // len(unit) // count)
    return gzip.compress(piece, 9) * count


async def _answer(visit: Visit, writer: asyncio.StreamWriter) -> None:
    case = CASES[int(visit.path[1:])]
    encoding = "deflate" if case == "raw deflate bomb" else "gzip"
    if case in ("small", "endless"):
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(SMALL)
            await writer.drain()
            if case == "small":
                return
    body = BODIES[case]
    writer.write(HEAD + f"Content-Encoding: {encoding}\r\n\r\n".encode())
    for start in range(0, len(body), 16_384):
        writer.write(body[start : start + 16_384])
        await writer.drain()


BODIES: dict[str, bytes] = {}


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak_kilobytes() -> int:
    """The highest resident memory since `_reset_peak`; ru_maxrss would count its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


async def _measure(url: str) -> None:
    """In a process of its own: fetch a small page, then `url`; print the growth of the peak."""
    fetcher = Fetcher(Guard.parse("127.0.0.1"), FetchLimits(timeout=60.0))
    await fetcher.fetch(url.rpartition("/")[0] + "/0")
    _reset_peak()
    before, began = _peak_kilobytes(), time.perf_counter()
    try:
        await fetcher.fetch(url)
        outcome = "read"
    except BotError as error:
        outcome = error.slug
    seconds = time.perf_counter() - began
    print(f"{outcome} {(_peak_kilobytes() - before) / 1000:.1f} {seconds:.2f}")  # noqa: T201


async def main() -> None:
    BODIES["bomb"] = _bomb(b"\0")
    BODIES["bomb of text"] = _bomb("<p>세종이 만들었다.</p>".encode())
    BODIES["many bombs in one"] = _bomb(b"<p>", 100)
    BODIES["raw deflate bomb"] = gzip.compress(b"<p>" * (BOMB // 3), 9)[10:-8]
    table = Table("page", "packed, MB", "outcome", "peak growth, MB", "seconds")
    async with raw_server(_answer) as server:
        for number, case in enumerate(CASES):
            process = await asyncio.create_subprocess_exec(
                *(
                    sys.executable,
                    "-m",
                    "tests.bench.pages.fetch_memory",
                    f"http://127.0.0.1:{server.port}/{number}",
                ),
                stdout=subprocess.PIPE,
            )
            printed, _ = await process.communicate()
            packed = f"{len(BODIES[case]) / 1e6:.1f}" if case in BODIES else ""
            table.add_row(case, packed, *printed.decode().split())
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(_measure(sys.argv[1]) if sys.argv[1:] else main())
