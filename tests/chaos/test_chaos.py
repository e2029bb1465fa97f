"""The short chaos: `make chaos` runs the whole."""

from __future__ import annotations

import pytest

from tests.chaos.chaos import run
from tests.standins.postgresql import running_postgresql


@pytest.mark.timeout(300)
def test_each_question_is_answered_once_whatever_dies() -> None:
    counts = run("", questions=20, replicas=1, kills=1, pause=0.1)
    assert counts.exactly_once, counts


@pytest.mark.timeout(300)
def test_two_on_one_postgresql_answer_each_question_once() -> None:
    with running_postgresql() as server:
        counts = run(server.new_database(), questions=20, replicas=2, kills=0, pause=0.1)
    assert counts.exactly_once, counts
