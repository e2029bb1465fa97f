"""The growth of what a stranger's text costs, at the limits of what the bot takes.

    python -m tests.bench.growth

Reads every nasty string with every function at half of the limit and at the limit, and prints what
takes longest, in seconds of CPU time, with the ratio of the two: 2 is linear, 4 quadratic.
"""

from __future__ import annotations

import time

from tests.growth.functions import OF_MESSAGES, OF_QUESTIONS, OF_TEXTS, OfText
from tests.growth.nasty import NAMES, nasty

_LIMITS = ((OF_MESSAGES, 40_000), (OF_QUESTIONS, 2_000), (OF_TEXTS, 1_000_000))
_SHOWN = 15


def _seconds(function: OfText, text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    rows = []
    for functions, limit in _LIMITS:
        for function_name, function in functions.items():
            function(nasty("one Korean word", 100))
            for name in NAMES:
                half = _seconds(function, nasty(name, limit // 2))
                whole = _seconds(function, nasty(name, limit))
                rows.append((whole, whole / max(half, 1e-6), function_name, name))
    rows.sort(reverse=True)
    for whole, ratio, function_name, name in rows[:_SHOWN]:
        print(f"{whole:7.2f} s  x{ratio:4.1f}  {function_name}: {name}")  # noqa: T201


if __name__ == "__main__":
    main()
