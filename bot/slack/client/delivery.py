"""Getting through to Slack: in turn, no faster than Slack takes it, and again where it fails.

Slack takes about one message a second in a channel, with short bursts beyond that, and says with
`Retry-After` when it was too much: https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import structlog

from bot.slack.client.failures import (
    SLACK_FAILURES,
    refusal,
    seconds_to_wait,
    slack_reason,
)

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_WORTH_SECONDS = 90.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 20.0
_MOST_LANES = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast calls may follow each other.

    Attributes:
        seconds: Between two calls, in the long run.
        burst: Calls that may come at once after a quiet time.
    """

    seconds: float
    burst: int = 1


MESSAGES = Pace(seconds=1.0, burst=50)
"""Of messages in one channel: a class or a meeting that asks all at once is a burst, not a flood,
and where it is too much, Slack says how long to wait."""

UPDATES = Pace(seconds=3.0)
"""Of changes of one message."""


class DeliveryObserver(Protocol):
    """Hears how calls get through; metrics, in a running bot."""

    def sent(self, seconds: float) -> None:
        """Take note that a call got through, and how long that took."""

    def tried_again(self) -> None:
        """Take note that a call is made again."""


class _Unobserved:
    def sent(self, seconds: float) -> None:
        pass

    def tried_again(self) -> None:
        pass


class QueueFullError(TimeoutError):
    """The turn would come too late to be worth anything."""


@dataclass(slots=True)
class _Lane:
    """One line of those who wait for their turn.

    Attributes:
        full_at: When the burst would be used up, had all calls kept the pace (the "theoretical
            arrival time" of the generic cell rate algorithm, ITU-T I.371).
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    full_at: float = 0.0


class Delivery:
    """Lets calls through one after the other, by lanes, and repeats those that may yet succeed.

    Args:
        worth: Seconds for which a call is worth trying.
        clock: Monotonic seconds.
        observer: Hears how calls get through.
    """

    def __init__(
        self,
        worth: float = _WORTH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        observer: DeliveryObserver | None = None,
    ) -> None:
        self._observer = observer or _Unobserved()
        self._worth = worth
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}

    async def deliver(
        self,
        lane: str,
        attempt: Callable[[], Coroutine[Any, Any, _T]],
        pace: Pace = MESSAGES,
        worth: float | None = None,
    ) -> _T:
        """Return what an attempt gives, in its turn; it is made again while that is worth it.

        Cancelled, it ends between attempts: one that is under way is waited for, as nobody could
        tell otherwise what came of it.

        Args:
            lane: Those of one lane go one after the other: a channel's id, say.
            attempt: Makes the call; it may be called several times.
            pace: Of the lane.
            worth: Seconds for which it is worth trying; None: the usual.

        Raises:
            One of SLACK_FAILURES: The last, when Slack refuses for good or for too long.
        """
        began = self._clock()
        deadline = began + (self._worth if worth is None else worth)
        line = self._lane(lane)
        tries = 0
        while True:
            await self._turn(line, pace, deadline)
            try:
                done = await to_its_end(attempt())
            except SLACK_FAILURES as error:
                pause = self._pause(error, tries)
                if seconds := seconds_to_wait(error):
                    self._hold(line, pace, seconds)
                if pause is None or self._clock() + pause > deadline:
                    raise
                _log.warning("slack_tried_again", error=slack_reason(error), tries=tries + 1)
                self._observer.tried_again()
            else:
                self._observer.sent(self._clock() - began)
                return done
            tries += 1
            await asyncio.sleep(pause)

    def _pause(self, error: BaseException, tries: int) -> float | None:
        """Return the seconds until the next attempt; None: there is no use in one."""
        if refusal(error) != "passing":
            return None
        backoff: float = min(_FIRST_PAUSE * 2**tries, _LONGEST_PAUSE)
        jittered = backoff * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret
        return max(jittered, seconds_to_wait(error) or 0.0)

    def _lane(self, name: str) -> _Lane:
        if name not in self._lanes and len(self._lanes) >= _MOST_LANES:
            now = self._clock()
            self._lanes = {
                name: lane
                for name, lane in self._lanes.items()
                if lane.waiting or lane.full_at > now
            }
        return self._lanes.setdefault(name, _Lane())

    async def _turn(self, lane: _Lane, pace: Pace, deadline: float) -> None:
        if self._free_at(lane, pace) + lane.waiting * pace.seconds > deadline:
            raise QueueFullError
        lane.waiting += 1
        try:
            async with lane.turn:
                # Looked at again after each sleep: Slack may have asked for a longer pause.
                while (wait := self._free_at(lane, pace) - self._clock()) > 0:
                    if self._clock() + wait > deadline:
                        raise QueueFullError
                    await asyncio.sleep(wait)
                lane.full_at = max(lane.full_at, self._clock()) + pace.seconds
        finally:
            lane.waiting -= 1

    def _free_at(self, lane: _Lane, pace: Pace) -> float:
        return lane.full_at - (pace.burst - 1) * pace.seconds

    def _hold(self, lane: _Lane, pace: Pace, seconds: float) -> None:
        """Let nobody of a lane through for a while, and no burst after it."""
        free_at = self._clock() + seconds
        lane.full_at = max(lane.full_at, free_at + (pace.burst - 1) * pace.seconds)


async def to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Return what `work` gives; who is cancelled meanwhile waits until it has ended."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # looked at: nobody else will
    raise cancelled


async def quietly(call: Awaitable[object], event: str) -> BaseException | None:
    """Make a call whose failure costs nothing but a line in the log; return the failure."""
    try:
        await call
    except SLACK_FAILURES as error:
        _log.warning(event, error=slack_reason(error))
        return error
    return None
