"""The simulation behind docs/capacity.md, held to queues whose answers are known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.bot.queueing import Station, closed_load, open_load

QUESTIONS = 20_000
TOLERANCE = 0.15
loads = st.floats(0.2, 0.6)
seeds = st.integers(0, 10)


def exponential(mean: float):
    return lambda random, _: random.expovariate(1 / mean)


def constant(seconds: float):
    return lambda _, __: seconds


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


@settings(max_examples=3)
@given(loads, seeds)
def test_random_readings_wait_as_in_m_m_1(load: float, seed: int) -> None:
    outcome = open_load(Station(exponential(1.0)), load, QUESTIONS / load, seed)
    assert mean(outcome.answered) == pytest.approx(1 / (1 - load), rel=TOLERANCE)


@settings(max_examples=3)
@given(loads, seeds)
def test_equal_readings_wait_half_as_long(load: float, seed: int) -> None:
    """M/D/1, by Pollaczek and Khinchine."""
    outcome = open_load(Station(constant(1.0)), load, QUESTIONS / load, seed)
    assert mean(outcome.answered) == pytest.approx(1 + load / (2 * (1 - load)), rel=TOLERANCE)


@settings(max_examples=3)
@given(loads, st.integers(2, 6), seeds)
def test_several_readers_of_one_queue_wait_as_erlang_says(
    load: float, readers: int, seed: int
) -> None:
    """M/M/c, Erlang's C formula."""
    rate = load * readers
    station = Station(exponential(1.0), readers=readers)
    outcome = open_load(station, rate, QUESTIONS / rate, seed)
    last = rate**readers / math.factorial(readers) / (1 - load)
    waits = last / (sum(rate**n / math.factorial(n) for n in range(readers)) + last)
    expected = 1 + waits / (readers - rate)
    assert mean(outcome.answered) == pytest.approx(expected, rel=TOLERANCE)


@settings(max_examples=3)
@given(st.floats(0.5, 3), st.integers(1, 8), seeds)
def test_what_has_no_room_is_refused_as_in_m_m_1_k(load: float, room: int, seed: int) -> None:
    outcome = open_load(Station(exponential(1.0), room=room), load, QUESTIONS / load, seed)
    states = [load**n for n in range(room + 1)]
    share = outcome.refused / (outcome.refused + len(outcome.answered))
    assert share == pytest.approx(states[-1] / sum(states), abs=0.03)


@given(
    st.floats(0.1, 20),
    st.integers(1, 3),
    st.integers(1, 8),
    st.integers(1, 20),
    st.floats(0.5, 5),
    seeds,
)
def test_every_question_ends_in_one_way_and_littles_law_holds(
    rate: float, readers: int, max_batch: int, room: int, deadline: float, seed: int
) -> None:
    station = Station(
        lambda random, n: 0.2 + 0.1 * n * random.random(),
        readers=readers,
        max_batch=max_batch,
        room=room,
        deadline=deadline,
        own=0.05,
    )
    outcome = open_load(station, rate, 60, seed)
    assert all(seconds <= deadline + 1e-9 for seconds in outcome.answered)
    spent = sum(outcome.answered) + outcome.late * deadline
    assert outcome.inside == pytest.approx(spent)
    assert outcome.inside <= room * outcome.seconds + 1e-9


@given(st.integers(1, 40), st.integers(1, 8), st.floats(0.01, 1), st.floats(0, 1))
def test_askers_who_wait_are_answered_at_the_readers_pace(
    askers: int, max_batch: int, fixed: float, own: float
) -> None:
    each = 0.1
    station = Station(lambda _, n: fixed + each * n, max_batch=max_batch, own=own)
    outcome = closed_load(station, askers, 100)
    batch = min(max_batch, askers)
    most = min(batch / (fixed + each * batch), askers / (fixed + each + own))
    assert outcome.throughput <= most * 1.02 + 1 / outcome.seconds
    if max_batch == 1:
        alone = min(1 / (fixed + each), askers / (fixed + each + own))
        assert outcome.throughput == pytest.approx(alone, rel=0.1)
