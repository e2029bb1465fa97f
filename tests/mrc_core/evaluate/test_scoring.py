from __future__ import annotations

import pytest

from mrc_core.evaluate.scoring import KORQUAD, SQUAD, metric_for, states
from mrc_core.types import Answer, ModelInfo, Reading, State, Timings


@pytest.mark.parametrize(
    ("prediction", "reference", "exact", "f1"),
    [
        ("The core hours", "core hours", 1.0, 1.0),
        ("10:00-16:00.", "10001600", 1.0, 1.0),
        ("in the month", "month", 0.0, 2 / 3),
        ("month", "20 dollars", 0.0, 0.0),
        ("the", "", 1.0, 1.0),
        ("", "month", 0.0, 0.0),
        ("an employee's time zone", "employee’s time zone", 0.0, 2 / 3),
    ],
)
def test_english_is_scored_by_words(
    prediction: str, reference: str, exact: float, f1: float
) -> None:
    assert SQUAD.exact_match(prediction, reference) == exact
    assert SQUAD.f1(prediction, reference) == pytest.approx(f1)


def test_the_language_of_the_data_chooses() -> None:
    english = "The Apollo program landed people on the Moon (달)."
    assert metric_for("auto", [english]) is SQUAD
    assert metric_for("auto", ["아폴로 계획(Apollo program)은 사람을 달에 보냈다."]) is KORQUAD
    assert metric_for("korquad", [english]) is KORQUAD
    assert metric_for("squad", ["달"]) is SQUAD


def _reading(state: State, score: float) -> Reading:
    answer = Answer(
        text="답", start=0, end=1, score=score, context="답", context_start=0, passage=0
    )
    return Reading(
        state=state,
        answer=None if state == "absent" else answer,
        candidates=(answer,),
        model=ModelInfo("reader", "1"),
        timings_ms=Timings(0.0, 0.0, 0.0),
        windows_read=1,
        windows_total=1,
        question_cut=False,
    )


def test_states_are_counted_apart_for_questions_without_an_answer() -> None:
    readings = [
        _reading("found", 0.9),
        _reading("found", 0.8),
        _reading("unsure", 0.4),
        _reading("found", 0.6),
        _reading("absent", 0.1),
        None,
    ]
    counted = states(readings, [True, False, True, None, None, None])
    assert (counted.answerable, counted.unanswerable) == (3, 3)
    assert (counted.found, counted.unsure, counted.absent) == (0.6667, 0.3333, 0.0)
    assert (counted.wrongly_found, counted.wrongly_unsure) == (0.3333, 0.0)
    assert counted.rightly_absent == 0.6667
    assert counted.precision == 0.3333
    assert counted.auroc == 0.75  # Of 2 × 4 pairs, 0.4 lies below 0.8 and 0.6.


def test_equal_scores_tell_nothing() -> None:
    assert states([_reading("found", 0.5)] * 3, [True, False, None]).auroc == 0.5
