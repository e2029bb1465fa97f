"""What a stranger's text costs: time and memory grow with its length, and no faster.

Each function reads each nasty string at a length and at twice that. Something linear takes twice as
much, something quadratic four times; what takes next to nothing is not compared.
`python -m tests.bench.growth` does the same at the limits of what the bot takes.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest

from tests.growth.functions import OF_DOCUMENTS, OF_MESSAGES, OF_QUESTIONS, OF_TEXTS, OfText
from tests.growth.nasty import NAMES, nasty

_MOST = 3.0
_SOME = 2.5  # what was begun with is a smaller part of more
_LEAST_SECONDS = 0.05
_LEAST_BYTES = 4_000_000
_TRIES = 8

_CASES = [
    pytest.param(function, length, id=name)
    for functions, length in (
        (OF_MESSAGES, 15_000),
        (OF_QUESTIONS, 1_000),
        (OF_TEXTS, 20_000),
        (OF_DOCUMENTS, 2_000),
    )
    for name, function in functions.items()
]


def _seconds(function: OfText, text: str) -> float:
    """Without the cycle collector, which walks through all that a process of tests has loaded."""
    gc.disable()
    try:
        began = time.process_time()
        function(text)
        return time.process_time() - began
    finally:
        gc.enable()


def _bytes(function: OfText, text: str) -> float:
    tracemalloc.start()
    try:
        function(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _growing(cost: Callable[[str], float], length: int, least: float) -> list[str]:
    """Return the names of what costs much more than twice as much when there is twice as much."""
    cost(nasty("one Korean word", 100))  # what it loads at first is not its cost
    alone = cost(nasty("one Korean word", 10))

    def beyond(name: str, size: int) -> float:
        return cost(nasty(name, size)) - alone

    return [name for name in NAMES if _grows(partial(beyond, name), length, least)]


def _grows(beyond: Callable[[int], float], length: int, least: float) -> bool:
    """Tell whether something costs more than twice as much, each time it is tried.

    Each step costs more than the one before, and most texts are plain at the first: a quarter costs
    so little that the whole would not cost much if it were quadratic, or is not much more than
    twice an eighth. What seems to grow there may only have passed a threshold.
    """
    quarter = beyond(length // 2)
    if quarter * 4**2 < least or quarter <= _SOME * beyond(length // 4):
        return False
    whole = beyond(2 * length)
    if whole <= max(least, _MOST**2 * quarter):
        return False
    # Machines are noisy.
    return all(beyond(2 * length) > _MOST * beyond(length) for _ in range(_TRIES))


@pytest.mark.parametrize(("function", "length"), _CASES)
def test_time_grows_with_the_text(function: OfText, length: int) -> None:
    assert _growing(partial(_seconds, function), length, _LEAST_SECONDS) == []


@pytest.mark.parametrize(("function", "length"), _CASES)
def test_memory_grows_with_the_text(function: OfText, length: int) -> None:
    assert _growing(partial(_bytes, function), length // 4, _LEAST_BYTES) == []


def test_the_longest_question_takes_little_memory() -> None:
    """The tokenizer's own memory, which tracemalloc does not see."""
    program = """
import resource
from tests.growth.functions import OF_QUESTIONS
from tests.growth.nasty import NAMES, nasty

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
for function in OF_QUESTIONS.values():
    function("누구인가?")
before = peak()
for name in NAMES:
    for function in OF_QUESTIONS.values():
        function(nasty(name, 2_000))
print((peak() - before) // 1024)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=True
    )
    assert int(ended.stdout) < 60  # MiB
