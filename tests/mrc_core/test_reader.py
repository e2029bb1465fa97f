"""The reader's life: opened, asked from anywhere, closed."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mrc_core import ModelMismatchError, Reader, ReaderClosedError
from mrc_core.artifact import ReaderConfig, bundled_model_dir, load_assets
from tests.conftest import HANGUL

QUESTION = "훈민정음은 언제 반포되었나?"


async def test_a_reader_is_closed_at_the_end_of_its_block() -> None:
    async with Reader.load() as reader:
        assert (await reader.read(QUESTION, HANGUL)).answer
    with pytest.raises(ReaderClosedError):
        await reader.read(QUESTION, HANGUL)
    await reader.aclose()


async def test_who_reads_while_it_is_closed_is_told() -> None:
    reader = Reader.load()
    # All take two seconds.
    asked = [asyncio.create_task(reader.read(QUESTION, HANGUL * 200)) for _ in range(32)]
    await asyncio.sleep(0.3)
    await reader.aclose()
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(one).__name__ for one in results} <= {"Reading", "ReaderClosedError"}
    assert any(isinstance(one, ReaderClosedError) for one in results)


def test_threads_share_one_loop_which_ends_with_the_reader() -> None:
    before = set(threading.enumerate())
    with Reader.load() as reader, ThreadPoolExecutor(8) as threads:
        readings = threads.map(lambda _: reader.read_sync(QUESTION, HANGUL), range(16))
        assert {reading.answer and reading.answer.text for reading in readings} == {"1446년"}
        started = set(threading.enumerate()) - before
        loops = [one for one in started if "run_forever" in one.name]
        assert len(loops) == 1
    with pytest.raises(ReaderClosedError):
        reader.read_sync(QUESTION, HANGUL)
    reader.close()
    # TensorFlow's executor ends by itself, some time later.
    assert not any(loop.is_alive() for loop in loops), threading.enumerate()


@pytest.mark.parametrize(("top_k", "max_windows"), [(0, None), (-1, None), (1, 0)])
async def test_nothing_cannot_be_asked_for(
    reader: Reader, top_k: int, max_windows: int | None
) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        await reader.read(QUESTION, HANGUL, top_k, max_windows=max_windows)


def test_a_question_must_leave_room_in_a_window(tmp_path: Path) -> None:
    assets = load_assets(bundled_model_dir()).directory / "assets"
    folder = tmp_path / "1" / "assets"
    folder.mkdir(parents=True)
    (folder / "tokenizer.json").write_bytes((assets / "tokenizer.json").read_bytes())
    (folder / "reader.json").write_text('{"max_seq_length": 48}')
    with pytest.raises(ModelMismatchError, match="max_question_length 64 leaves no room"):
        load_assets(tmp_path)
    (folder / "reader.json").write_text('{"max_seq_length": 48, "max_question_length": 40}')
    assert load_assets(tmp_path).config == ReaderConfig(max_seq_length=48, max_question_length=40)
