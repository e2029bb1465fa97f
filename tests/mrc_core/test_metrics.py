from __future__ import annotations

import pytest

from mrc_core.metrics import best_over, exact_match, f1


@pytest.mark.parametrize(
    ("prediction", "reference", "expected"),
    [
        ("《세종 실록》", "세종 실록", 1.0),
        ("1,234명", "1234명", 1.0),
        ("Seoul", "seoul", 1.0),
        ("세종이", "세종", 0.0),
        ("세종 대왕", "세종대왕", 0.0),
    ],
)
def test_exact_match_ignores_case_and_punctuation(
    prediction: str, reference: str, expected: float
) -> None:
    assert exact_match(prediction, reference) == expected


@pytest.mark.parametrize(
    ("prediction", "reference", "expected"),
    [
        ("세종 대왕", "세종대왕", 1.0),
        ("세종이", "세종", 0.8),
        ("왕", "세종", 0.0),
        ("", "", 1.0),
        ("", "세종", 0.0),
    ],
)
def test_f1_is_over_characters(prediction: str, reference: str, expected: float) -> None:
    assert f1(prediction, reference) == pytest.approx(expected)


def test_the_best_reference_counts() -> None:
    assert best_over(f1, "세종이", ["왕", "세종", "세종이"]) == 1.0
