"""Questions that are asked at the same time share the model's calls, and lose nothing by it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mrc_core import Reader
from mrc_core.predict.batching import Batcher
from mrc_core.types import Windows, WindowSpans
from tests.conftest import HANGUL
from tests.mrc_core.predict.serving.windows import assert_same, expected, windows_of

LONG = "집현전 학자들은 책을 읽었고 왕은 글자를 만들었으며 백성은 기뻐하였다. " * 40
QUESTIONS = [
    ("훈민정음은 언제 반포되었나?", HANGUL),
    ("해례본은 어디에서 발견되었나?", HANGUL),
    ("백성은 어떻게 하였나?", LONG),
    ("훈민정음을 만든 왕은 누구인가?", HANGUL[:60]),
    ("독도의 면적은 얼마인가?", LONG),
    ("해례본을 쓴 사람은 누구인가?", LONG + HANGUL),
]


class _Model:
    """A model that waits until it is let go, and says what it was called with."""

    def __init__(self) -> None:
        self.calls: list[Windows] = []
        self.go = threading.Event()
        self.began = threading.Event()

    def __call__(self, windows: Windows) -> WindowSpans:
        self.calls.append(windows)
        self.began.set()
        self.go.wait(10)
        return expected(windows)

    async def is_called(self) -> None:
        await asyncio.to_thread(self.began.wait, 10)


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


async def test_answers_are_the_same_asked_together_or_one_by_one(reader: Reader) -> None:
    alone = [await reader.read(question, text) for question, text in QUESTIONS]
    together = await asyncio.gather(*(reader.read(q, text) for q, text in QUESTIONS * 2))
    for one, other in zip(alone * 2, together, strict=True):
        assert other.state == one.state
        assert other.windows_read == one.windows_read
        assert [(c.text, c.start) for c in other.candidates] == [
            (c.text, c.start) for c in one.candidates
        ]
        for mine, theirs in zip(one.candidates, other.candidates, strict=True):
            assert mine.score == pytest.approx(theirs.score, abs=1e-4)


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(4, 384), min_size=1, max_size=12), max_size=8))
def test_everybody_gets_their_own_rows(questions: list[list[int]]) -> None:
    asked = [windows_of(*lengths, seed=seed) for seed, lengths in enumerate(questions)]

    async def ask() -> list[WindowSpans]:
        with ThreadPoolExecutor(1) as executor:
            batcher = Batcher(expected, executor, 384)
            return await asyncio.gather(*(batcher.predict(windows) for windows in asked))

    for windows, spans in zip(asked, asyncio.run(ask()), strict=True):
        assert_same(spans, expected(windows))


async def test_what_is_alike_in_length_goes_together(thread: ThreadPoolExecutor) -> None:
    model = _Model()
    batcher = Batcher(model, thread, 384)
    first = asyncio.create_task(batcher.predict(windows_of(40)))
    await model.is_called()
    more = [asyncio.create_task(batcher.predict(windows_of(n))) for n in (40, 384, 44, 70)]
    await asyncio.sleep(0)
    model.go.set()
    await asyncio.gather(first, *more)
    assert [call.input_ids.shape for call in model.calls] == [(1, 64), (3, 96), (1, 384)]


async def test_a_model_sees_few_lengths_and_none_that_it_cannot_read(
    thread: ThreadPoolExecutor,
) -> None:
    model = _Model()
    model.go.set()
    batcher = Batcher(model, thread, 100)
    for length in range(20, 101):
        await batcher.predict(windows_of(length))
    assert {call.input_ids.shape[1] for call in model.calls} == {32, 64, 96, 100}


async def test_a_short_question_does_not_wait_for_a_long_page(thread: ThreadPoolExecutor) -> None:
    model = _Model()
    batcher = Batcher(model, thread, 384)
    page = asyncio.create_task(batcher.predict(windows_of(*[384] * 40)))
    await model.is_called()
    short = asyncio.create_task(batcher.predict(windows_of(50)))
    await asyncio.sleep(0)
    model.go.set()
    await short
    assert not page.done()
    await page
    # The page's second part at the latest is after the short question.
    assert [call.input_ids.shape[1] for call in model.calls[:3]].index(64) <= 2
    assert len(model.calls) == 11


async def test_a_cancelled_question_is_not_read(thread: ThreadPoolExecutor) -> None:
    model = _Model()
    batcher = Batcher(model, thread, 384)
    page = asyncio.create_task(batcher.predict(windows_of(*[384] * 40)))
    await model.is_called()
    other = asyncio.create_task(batcher.predict(windows_of(70)))
    another = asyncio.create_task(batcher.predict(windows_of(71)))
    await asyncio.sleep(0)
    page.cancel()
    other.cancel()
    model.go.set()
    assert_same(await another, expected(windows_of(71)))
    assert [call.input_ids.shape for call in model.calls] == [(4, 384), (1, 96)]


async def test_a_failed_call_fails_those_in_it_only(thread: ThreadPoolExecutor) -> None:
    def run(windows: Windows) -> WindowSpans:
        if windows.input_ids.shape[1] == 224:
            raise ValueError("broken")
        return expected(windows)

    batcher = Batcher(run, thread, 384)
    results = await asyncio.gather(
        *(batcher.predict(windows_of(n)) for n in (40, 200, 300)), return_exceptions=True
    )
    assert [isinstance(result, ValueError) for result in results] == [False, True, False]


async def test_nobody_waits_for_a_reader_that_was_closed(thread: ThreadPoolExecutor) -> None:
    model = _Model()
    batcher = Batcher(model, thread, 384)
    asked = [asyncio.create_task(batcher.predict(windows_of(n))) for n in (40, 384)]
    await model.is_called()
    thread.shutdown(wait=False, cancel_futures=True)
    model.go.set()
    async with asyncio.timeout(5):
        results = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(results[0], WindowSpans)
    assert isinstance(results[1], RuntimeError | asyncio.CancelledError)
