"""Confidences that mean what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exporter.calibration.fit import (
    Outcomes,
    fit_calibration,
    measure_reliability,
    probabilities,
    without_answer,
)
from exporter.calibration.paragraphs import read_paragraphs
from mrc_core.artifact import Calibration


def test_a_fitted_calibration_means_what_it_says() -> None:
    rng = np.random.default_rng(0)
    true = Calibration(temperature=3.0, null_bias=5.0)
    margins = -np.sort(-rng.normal(4, 6, (4_000, 5)), axis=1)
    best, _ = probabilities(margins, true.temperature, true.null_bias)
    correct = rng.random(len(best)) < best
    outcomes = Outcomes(margins, correct, np.ones(len(best), np.bool_))
    fitted = fit_calibration(outcomes, Calibration(fit_weight=2.0))
    assert fitted.fit_weight == 2.0
    assert fitted.temperature == pytest.approx(true.temperature, rel=0.1)
    assert fitted.null_bias == pytest.approx(true.null_bias, abs=0.7)
    measured = measure_reliability(outcomes, true)
    assert measured.expected_error < 0.02
    assert measured.missed == pytest.approx(0.04, abs=0.01)


def test_questions_are_moved_to_where_they_have_no_answer(toys: Path) -> None:
    paragraphs = list(read_paragraphs(toys / "dev.json"))
    moved = without_answer(paragraphs)
    asked = {question.id: question for row in paragraphs for question in row.questions}
    assert len(moved) > 0.9 * len(asked)
    for row in moved:
        (question,) = row.questions
        assert not question.answers
        assert not any(text in row.context for text, _ in asked[question.id].answers)
