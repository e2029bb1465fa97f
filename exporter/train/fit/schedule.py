"""The learning rate over a stage."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

# Of the peak, in the last step: a rate of nothing would waste it.
_LEAST = 0.02


class WarmUpThenDecay(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Rises linearly, stays, and falls linearly at the end.

    Staying long at the peak and falling at the end is the trapezoid of Zhai et al. 2022 (section
    3.5): a stage can be made longer without starting it over.

    Args:
        peak: Highest rate.
        steps: Of the stage.
        warm_up: Steps until the peak, at most a tenth of the stage.
        decay: Share of the stage over which it falls.
    """

    def __init__(self, peak: float, steps: int, warm_up: int, decay: float) -> None:
        super().__init__()
        self.peak = peak
        self.steps = steps
        self.warm_up = max(min(warm_up, steps // 10), 1)
        self.decay = decay

    def __call__(self, step: Any) -> Any:
        """Return the rate of a step, counted from 0."""
        step = ops.cast(step, "float32")
        rise = ops.minimum((step + 1) / self.warm_up, 1.0)
        fall = (self.steps - step) / max(self.decay * self.steps, 1.0)
        return self.peak * rise * ops.clip(fall, _LEAST, 1.0)
