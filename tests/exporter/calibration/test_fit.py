"""Confidences that mean what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from exporter.calibration.fit import (
    Outcomes,
    fit_calibration,
    measure_reliability,
    without_answer,
)
from exporter.calibration.paragraphs import read_paragraphs
from mrc_core.artifact import Calibration


def _outcomes(true: Calibration, windows: npt.NDArray[np.intp]) -> Outcomes:
    """Return what comes of a reader whose scores mean what a calibration says."""
    rng = np.random.default_rng(0)
    margins = -np.sort(-rng.normal(4, 6, (len(windows), 5)), axis=1)
    everything = np.ones(len(windows), np.bool_)
    best, _ = Outcomes(margins, everything, everything, windows).probabilities(true)
    return Outcomes(margins, rng.random(len(best)) < best, everything, windows)


def test_a_fitted_calibration_means_what_it_says() -> None:
    true = Calibration(temperature=3.0, null_bias=5.0)
    outcomes = _outcomes(true, np.ones(4_000, np.intp))
    fitted = fit_calibration(outcomes, Calibration(fit_weight=2.0))
    assert fitted.fit_weight == 2.0
    assert fitted.temperature == pytest.approx(true.temperature, rel=0.1)
    assert fitted.null_bias == pytest.approx(true.null_bias, abs=0.7)
    assert fitted.cooling == 0.0
    [measured] = measure_reliability(outcomes, true, [np.ones(4_000, np.bool_)])
    assert measured.expected_error < 0.02
    assert measured.missed == pytest.approx(0.04, abs=0.01)


def test_how_much_more_windows_cool_is_fitted_where_several_were_read() -> None:
    true = Calibration(temperature=3.0, null_bias=5.0, cooling=0.3)
    fitted = fit_calibration(_outcomes(true, np.arange(1_500) % 16 + 1), Calibration())
    assert fitted.cooling == pytest.approx(true.cooling, abs=0.11)
    assert fitted.temperature_of(6) == pytest.approx(true.temperature_of(6), rel=0.1)


def test_how_much_of_a_rival_counts_is_fitted() -> None:
    true = Calibration(temperature=6.0, null_bias=-2.0, rivals=0.4)
    fitted = fit_calibration(_outcomes(true, np.ones(6_000, np.intp)), Calibration())
    assert fitted.rivals == pytest.approx(true.rivals, abs=0.21)
    assert fitted.temperature == pytest.approx(true.temperature, rel=0.2)


def test_questions_are_moved_to_where_they_have_no_answer(toys: Path) -> None:
    paragraphs = list(read_paragraphs(toys / "dev.json"))
    moved = without_answer(paragraphs)
    asked = {question.id: question for row in paragraphs for question in row.questions}
    assert len(moved) > 0.9 * len(asked)
    for row in moved:
        (question,) = row.questions
        assert not question.answers
        assert not any(text in row.context for text, _ in asked[question.id].answers)
