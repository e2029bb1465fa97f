"""What a stranger's text costs: time and memory grow with its length, and no faster.

Each function reads each nasty string at a length and at twice that. Something linear takes twice as
much, something quadratic four times; what takes next to nothing is not compared.
`python -m tests.bench.growth` does the same at the limits of what the bot takes.
"""

from __future__ import annotations

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
    began = time.process_time()
    function(text)
    return time.process_time() - began


def _bytes(function: OfText, text: str) -> float:
    tracemalloc.start()
    try:
        function(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _growing(cost: Callable[[str], float], length: int, least: float) -> list[str]:
    """Return the names of what costs much more than twice as much when there is twice as much.

    What costs enough at a quarter of the length is compared there already; what seems to grow there
    may only have passed a threshold, and is compared at the whole length, too.
    """
    cost(nasty("one Korean word", 100))  # what it loads at first is not its cost
    alone = cost(nasty("one Korean word", 10))
    growing = []
    for name in NAMES:
        grows = False
        for size in (length // 4, length):
            if cost(nasty(name, 2 * size)) - alone > least:
                grows = _grows(cost, name, size, alone)
                if not grows:
                    break
        growing += [name] * grows
    return growing


def _grows(cost: Callable[[str], float], name: str, length: int, alone: float) -> bool:
    """Tell whether it is so each time it is tried: machines are noisy."""
    return all(
        cost(nasty(name, 2 * length)) - alone > _MOST * (cost(nasty(name, length)) - alone)
        for _ in range(_TRIES)
    )


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
