"""What SIGINT and SIGTERM do: end what is under way first; the second time, end at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Listens from the start: as a container's first process, a bot without handlers hears nothing.

    Until there is something to end gracefully, while the reader loads, the first signal ends the
    process. It ends hard: threads in which TensorFlow loads, or waits, cannot be asked to stop.
    """

    def __init__(self) -> None:
        self._gracefully: Callable[[], None] | None = None
        self._asked = False

    def listen(self) -> None:
        """Take the signals over, in the main thread."""
        for number in _SIGNALS:
            signal.signal(number, self._on_signal)

    def gracefully(self, end: Callable[[], None]) -> None:
        """Call `end` at the first signal from now on."""
        self._gracefully = end

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._asked or self._gracefully is None:
            os._exit(128 + number)
        self._asked = True
        self._gracefully()
