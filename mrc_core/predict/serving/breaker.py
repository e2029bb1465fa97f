"""When to leave a server alone: a circuit breaker (Nygard, Release It!), for one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from mrc_core.errors import (
    ModelMismatchError,
    ModelUnknownError,
    ReaderBusyError,
    ReaderError,
    ReaderTimeoutError,
)
from mrc_core.predict.serving.exchange import NotServedError

# After so many failures in a row a server is left alone for so many seconds, then tried once.
FAILURES = 5
OPEN_SECONDS = 2.0

# A server that is busy works; one that serves another model, or changes its version while many
# ask, answers at once.
_ANSWERS = (ReaderBusyError, ModelMismatchError, ModelUnknownError, NotServedError)


class Breaker:
    """Counts a server's failures in a row.

    Who gives up a question says nothing of the server: it counts neither as a failure nor as a
    success, and where it was the one that tried, the next may try.
    """

    def __init__(self) -> None:
        self.last_error: ReaderError | None = None
        self._failures = 0
        self._tried_again_at = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether the last that was heard of the server is that it failed again and again."""
        return self._failures >= FAILURES

    @property
    def admits(self) -> bool:
        """Whether the server may be asked: it works, or it is time that one tries it again."""
        due = monotonic() >= self._tried_again_at
        return not self.is_open or (due and not self._trying)

    @property
    def fails_slowly(self) -> bool:
        """Whether asking the server costs its askers their time, not an instant."""
        return isinstance(self.last_error, ReaderTimeoutError)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Learn from a call how the server is."""
        tries = self.is_open and not self._trying
        self._trying = self._trying or tries
        try:
            yield
        except _ANSWERS as error:
            self.last_error, self._failures = error, 0
            raise
        except ReaderError as error:
            self.last_error = error
            self._failures += 1
            if self.is_open:
                self._tried_again_at = monotonic() + OPEN_SECONDS
            raise
        else:
            self._failures = 0
        finally:
            if tries:
                self._trying = False
