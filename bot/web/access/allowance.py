"""How often somebody may ask: so many a minute, and no more at once than a minute's."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

_MINUTE = 60.0


class Allowance:
    """What is left of somebody's questions a minute: it fills up again steadily.

    That is a token bucket (https://en.wikipedia.org/wiki/Token_bucket).

    Args:
        per_minute: Most questions a minute.
        clock: Tells seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._left = float(per_minute)
        self._at = clock()

    def take(self, questions: int) -> int:
        """Take questions off what is left, or return in how many seconds they can be had.

        More at once than a minute's are had when all of a minute's are left, and are then owed.

        Returns:
            0 where they were taken.
        """
        now = self._clock()
        refilled = self._left + (now - self._at) * self.per_minute / _MINUTE
        self._left, self._at = min(refilled, self.per_minute), now
        missing = min(questions, self.per_minute) - self._left
        if missing > 0:
            return math.ceil(missing * _MINUTE / self.per_minute)
        self._left -= questions
        return 0
