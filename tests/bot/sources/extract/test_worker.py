"""Extraction in worker processes: real ones, on pages that break extractors."""

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

PAGE = "<title>백과</title><h1>세종</h1><p>훈민정음은 세종이 만들었다.</p>".encode()
HANGS = b"<div>" * 100_000 + "<p>바닥이다.</p>".encode()
HTML = "text/html; charset=utf-8"


def _children() -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "to_process" in line]


def _mapped(process: int) -> str:
    """The files that a process has loaded."""
    return Path(f"/proc/{process}/maps").read_text("utf-8")


def _peak_megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _stderr(process: int) -> Path:
    return Path(f"/proc/{process}/fd/2").readlink()


async def test_a_page_is_extracted_elsewhere() -> None:
    workers = Workers()
    media, page = await workers.extract(PAGE, HTML, "")
    assert (media, page.title) == ("html", "백과")
    assert page.text == "세종\n훈민정음은 세종이 만들었다."
    assert len(_children()) == 1
    await workers.extract(PAGE, HTML, "")
    assert len(_children()) == 1  # the same one again


async def test_nothing_of_tensorflow_is_in_a_worker() -> None:
    workers = Workers()
    await workers.start()
    maps = _mapped(_children()[0])
    assert "lxml" in maps
    assert "tensorflow" not in maps


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
    os.kill(_children()[0], signal.SIGKILL)
    assert "훈민정음은" in (await workers.extract(PAGE, HTML, ""))[1].text
    assert (await workers.extract(PAGE, HTML, ""))[1].title == "백과"


async def _starting(asking: asyncio.Task[object]) -> list[int]:
    """Hang up on a worker that starts, and return it."""
    while not (started := _children()):  # noqa: ASYNC110 - the system knows, no event of ours
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
    assert _children() == started


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
    assert _peak_megabytes(_children()[0]) < 160


async def test_pages_at_the_edge_of_what_is_parsed_stay_within_the_memory_of_a_pod() -> None:
    workers = Workers()
    words = b"<p>" + "가".encode() * 999_000
    for page in (b"<p>x" * 110_000, words, b"<a b=c>" * 2_800_000):
        with suppress(errors.NotTextError, errors.TextTooLongError):
            await workers.extract(page, HTML, "")
        assert all(_peak_megabytes(worker) < 450 for worker in _children())


async def test_large_pages_are_read_one_at_a_time() -> None:
    workers = Workers(WorkerLimits(processes=2))
    large = b"<p>x" * 70_000
    _, _, (_, small) = await asyncio.gather(
        workers.extract(large, HTML, ""),
        workers.extract(large, HTML, ""),
        workers.extract(PAGE, HTML, ""),
    )
    assert small.title == "백과"
    peaks = sorted(map(_peak_megabytes, _children()))
    assert len(peaks) == 2
    assert peaks[0] < peaks[1] - 50  # one of them read both


async def test_complaints_of_libraries_do_not_fill_a_pipe() -> None:
    workers = Workers()
    await workers.start()
    assert _stderr(_children()[0]) == Path(os.devnull)


async def test_a_document_of_words_is_one_text() -> None:
    _, page = await Workers().extract(b"<p>x" * 51_000, HTML, "")
    assert (len(page.text), page.blocks) == (2 * 51_000 - 1, ())


async def test_errors_come_through_as_they_are() -> None:
    workers = Workers()
    with pytest.raises(errors.NotTextError):
        await workers.extract(b"\x89PNG\r\n\x1a\n", "image/png", "")
    with pytest.raises(errors.UnsupportedDocumentError) as caught:
        await workers.extract(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-hwp", "a.hwp")
    assert caught.value.parameters == {"format": "hwp"}
    with pytest.raises(errors.TextTooLongError):
        await workers.extract("가나다 ".encode() * 300_000, "text/plain", "")


async def test_pages_wait_for_their_turn() -> None:
    workers = Workers(WorkerLimits(processes=2))
    pages = await asyncio.gather(*(workers.extract(PAGE, HTML, "") for _ in range(8)))
    assert all(page.title == "백과" for _, page in pages)
    assert len(_children()) == 2


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
