from __future__ import annotations

import asyncio
import time

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.client.delivery import UPDATES, Delivery, Pace, QueueFullError, to_its_end

QUICK = Pace(seconds=0.05, burst=2)


def _refusal(error: str) -> SlackApiError:
    return SlackApiError("refused", {"ok": False, "error": error})


class Calls:
    """Fails as it is told to, then succeeds; knows when it was called."""

    def __init__(self, *errors: Exception) -> None:
        self.at: list[float] = []
        self._errors = list(errors)

    async def __call__(self) -> str:
        self.at.append(time.monotonic())
        if self._errors:
            raise self._errors.pop(0)
        return "done"


class Clock:
    """A time that passes while somebody sleeps, and at no other time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self._sleep = asyncio.sleep
        monkeypatch.setattr("bot.slack.client.delivery.asyncio.sleep", self.sleep)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        for _ in range(10):  # whoever does not sleep goes first
            await self._sleep(0)
        self.now += seconds


@pytest.mark.parametrize(
    ("pace", "at"),
    [
        (Pace(seconds=0.5, burst=2), [0.0, 0.0, 0.5, 1.0, 1.5]),
        (UPDATES, [0.0, 3.0, 6.0, 9.0, 12.0]),
    ],
)
async def test_a_lane_keeps_its_pace_after_a_burst(
    monkeypatch: pytest.MonkeyPatch, pace: Pace, at: list[float]
) -> None:
    clock = Clock(monkeypatch)
    delivery, made = Delivery(clock=clock), []

    async def call() -> None:
        made.append(clock.now)

    await asyncio.gather(*(delivery.deliver("C1", call, pace) for _ in range(5)))
    assert made == pytest.approx(at)


async def test_another_lane_does_not_wait() -> None:
    delivery, calls = Delivery(), Calls()
    slow = Pace(seconds=60)
    await delivery.deliver("C1", calls, slow)
    await asyncio.wait_for(delivery.deliver("C2", calls, slow), timeout=10)


async def test_whose_turn_would_come_too_late_is_told_at_once() -> None:
    delivery, calls = Delivery(worth=5), Calls()
    await delivery.deliver("C1", calls, Pace(seconds=60))
    with pytest.raises(QueueFullError):
        await asyncio.wait_for(delivery.deliver("C1", calls, Pace(seconds=60)), timeout=10)
    assert len(calls.at) == 1


async def test_what_may_yet_succeed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(_refusal("fatal_error"), ConnectionResetError(), TimeoutError())
    assert await Delivery(clock=Clock(monkeypatch)).deliver("C1", calls, QUICK) == "done"
    assert len(calls.at) == 4


async def test_a_refusal_for_good_is_not_tried_again() -> None:
    calls = Calls(_refusal("is_archived"))
    with pytest.raises(SlackApiError):
        await Delivery().deliver("C1", calls, QUICK)
    assert len(calls.at) == 1


async def test_it_is_given_up_once_it_is_worth_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls, clock = Calls(*[_refusal("internal_error")] * 99), Clock(monkeypatch)
    with pytest.raises(SlackApiError):
        await Delivery(worth=10.0, clock=clock).deliver("C1", calls, QUICK)
    assert len(calls.at) > 2
    assert clock.now <= 10.0


async def test_who_is_cancelled_waits_for_what_is_being_sent() -> None:
    sent = []

    async def send() -> None:
        await asyncio.sleep(0.1)
        sent.append(1)

    task = asyncio.create_task(to_its_end(send()))
    for _ in range(3):  # cancelled more than once
        await asyncio.sleep(0.01)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sent == [1]
