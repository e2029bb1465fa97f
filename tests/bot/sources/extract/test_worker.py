"""Worker processes that die, hang, take too much or wait: each test starts its own."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot.domain import errors
from bot.sources.extract.worker import WorkerLimits, Workers
from tests.bot.sources.extract.processes import HTML, PAGE, children

HANGS = b"<div>" * 100_000 + "<p>바닥이다.</p>".encode()


def _peak_megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


async def test_a_page_that_hangs_is_read_simply_and_its_worker_replaced() -> None:
    workers = Workers(WorkerLimits(processes=1, seconds=1))
    began = time.monotonic()
    _, page = await workers.extract(HANGS, HTML, "")
    assert page.text == "바닥이다."
    assert time.monotonic() - began < 20
    assert (await workers.extract(PAGE, HTML, ""))[1].title == "백과"


async def test_a_worker_that_dies_is_replaced() -> None:
    workers = Workers()
    await workers.start()
    os.kill(children()[0], signal.SIGKILL)
    assert "훈민정음은" in (await workers.extract(PAGE, HTML, ""))[1].text
    assert (await workers.extract(PAGE, HTML, ""))[1].title == "백과"


async def _starting(asking: asyncio.Task[object]) -> list[int]:
    """Hang up on a worker that starts, and return it."""
    while not (started := children()):  # noqa: ASYNC110 - the system knows, no event of ours
        await asyncio.sleep(0)
    for _ in range(9):
        await asyncio.sleep(0)
    asking.cancel()
    return started


async def test_a_worker_whose_asker_hangs_up_while_it_starts_is_there_for_the_next() -> None:
    workers = Workers()
    asking = asyncio.create_task(workers.extract(PAGE, HTML, ""))
    started = await _starting(asking)
    with pytest.raises(asyncio.CancelledError):
        await asking
    await workers.extract(PAGE, HTML, "")
    assert children() == started


async def test_nobody_is_told_of_a_start_that_fails_after_its_asker_hung_up() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    asking = asyncio.create_task(Workers().extract(PAGE, HTML, ""))
    for worker in await _starting(asking):
        os.kill(worker, signal.SIGKILL)
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.sleep(0)  # what was called back lets go of it
    del asking
    gc.collect()
    assert told == []


async def test_memory_is_limited() -> None:
    workers = Workers(WorkerLimits(megabytes=120))
    _, page = await workers.extract(b"<p><b><i><u>x" * 25_000, HTML, "")
    assert page.text.startswith("x")
    assert page.title is None
    assert _peak_megabytes(children()[0]) < 160


async def test_pages_at_the_edge_of_what_is_parsed_stay_within_the_memory_of_a_pod() -> None:
    workers = Workers()
    words = b"<p>" + "가".encode() * 999_000
    for page in (b"<p>x" * 110_000, words, b"<a b=c>" * 2_800_000):
        with suppress(errors.NotTextError, errors.TextTooLongError):
            await workers.extract(page, HTML, "")
        assert all(_peak_megabytes(worker) < 450 for worker in children())


async def test_large_pages_are_read_one_at_a_time() -> None:
    workers = Workers(WorkerLimits(processes=2))
    large = b"<p>x" * 70_000
    _, _, (_, small) = await asyncio.gather(
        workers.extract(large, HTML, ""),
        workers.extract(large, HTML, ""),
        workers.extract(PAGE, HTML, ""),
    )
    assert small.title == "백과"
    peaks = sorted(map(_peak_megabytes, children()))
    assert len(peaks) == 2
    assert peaks[0] < peaks[1] - 50  # one of them read both


async def test_pages_wait_for_their_turn() -> None:
    workers = Workers(WorkerLimits(processes=2))
    pages = await asyncio.gather(*(workers.extract(PAGE, HTML, "") for _ in range(8)))
    assert all(page.title == "백과" for _, page in pages)
    assert len(children()) == 2


def test_workers_end_with_the_program(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(
        textwrap.dedent("""
            import asyncio, os, signal
            from bot.sources.extract.worker import Workers

            async def main():
                workers = Workers()
                await workers.start()
                os.system(f"ps -o pid=,args= --ppid {os.getpid()} | grep to_process")
                print("ready", flush=True)
                await asyncio.sleep(float(os.environ["STAY"]))

            if __name__ == "__main__":
                asyncio.run(main())
            """)
    )
    for stay, kill in (("0", False), ("60", True)):
        asks = subprocess.Popen(
            [sys.executable, script], env=os.environ | {"STAY": stay}, stdout=subprocess.PIPE
        )
        assert asks.stdout is not None
        lines = [asks.stdout.readline(), asks.stdout.readline()]
        if kill:
            asks.kill()
        asks.wait(20)
        asks.stdout.close()
        worker = next(int(line.split()[0]) for line in lines if line.strip() != b"ready")
        deadline = time.monotonic() + 10
        while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not Path(f"/proc/{worker}").exists()
