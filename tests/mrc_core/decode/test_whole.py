"""What belongs to an answer: 200 spans as a reader marks them, and what should become of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from mrc_core.decode.asked import narrowing
from mrc_core.decode.whole import whole_answer

_FILE = Path(__file__).parents[2] / "data" / "boundaries.tsv"
# Of the half that was written before the rules and never looked at while they were made.
_HELD_RIGHT = 0.9


class _Case(NamedTuple):
    part: str
    question: str
    marked: str
    whole: str

    def answer(self) -> str:
        """Return what is made of the span in brackets, the only ones that end at a case's mark."""
        before, _, rest = self.marked.partition("[")
        span, _, after = rest.rpartition("]")
        text = before + span + after
        start, end = whole_answer(
            text, len(before), len(before) + len(span), narrowing(self.question)
        )
        return text[start:end]


_CASES = [_Case(*line.split("\t")) for line in _FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", [case for case in _CASES if case.part == "seen"])
def test_an_answer_is_whole_and_nothing_else(case: _Case) -> None:
    assert case.answer() == case.whole


def test_so_it_is_of_the_cases_that_were_held_out() -> None:
    held = [case for case in _CASES if case.part == "held"]
    wrong = [case for case in held if case.answer() != case.whole]
    assert len(wrong) <= (1 - _HELD_RIGHT) * len(held), wrong
