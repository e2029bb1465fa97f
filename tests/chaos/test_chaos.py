"""The short chaos: `make chaos` runs the whole."""

from __future__ import annotations

import pytest

from tests.chaos.chaos import Troubles, run
from tests.standins.postgresql import running_postgresql


@pytest.mark.timeout(300)
def test_each_question_is_answered_once_whatever_dies() -> None:
    troubles = Troubles(points=["received", "settled", "done"], model_away=1.0, disk_full=1.0)
    counts = run(questions=12, pause=0.1, troubles=troubles)
    assert counts.exactly_once, counts


@pytest.mark.timeout(300)
def test_two_on_one_postgresql_answer_each_question_once() -> None:
    with running_postgresql() as server:
        troubles = Troubles(points=["answering", "posted"], restart=True)
        counts = run(questions=12, pause=0.1, troubles=troubles, server=server, replicas=2)
    assert counts.exactly_once, counts
