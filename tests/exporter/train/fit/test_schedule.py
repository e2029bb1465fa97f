"""The learning rate over a stage."""

from __future__ import annotations

import pytest

from exporter.train.fit.schedule import WarmUpThenDecay


def test_the_learning_rate_rises_stays_and_falls() -> None:
    schedule = WarmUpThenDecay(peak=1.0, steps=1000, warm_up=50, decay=0.3)
    rates = [float(schedule(step)) for step in range(1000)]
    assert rates[0] == pytest.approx(0.02)
    assert rates[49:700] == pytest.approx([1.0] * 651)
    assert rates[850] == pytest.approx(0.5)
    assert rates[-1] == pytest.approx(0.02)
