"""Somebody's turn at a question of the inbox: what is settled is kept before it is posted."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass, field

from bot.slack.render.message import Message
from bot.store.database.database import TransactionStep
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import Taken

# What kills whoever works on it is not worked on for ever.
_MOST_ATTEMPTS = 10
_PATIENCE_SECONDS = 120.0
_LATE_SECONDS = 60.0
FRESH_SECONDS = 1.0
"""For how long the lease is not looked at again once what is to be posted is kept."""


class PutOffError(Exception):
    """Not now: the question stays in the inbox, and its turn comes again."""


@dataclass(slots=True)
class Turn:
    """One owner's turn at one question.

    Attributes:
        inbox: Where the question is.
        taken: The question.
        worth: Seconds for which an answer is worth giving.
    """

    inbox: Inbox
    taken: Taken
    worth: float
    _steps: list[TransactionStep] = field(default_factory=list, init=False)
    _held_at: float = field(default=-math.inf, init=False)

    @property
    def settled(self) -> Message | None:
        """What an earlier owner was about to post, and may have posted."""
        return Message(**self.taken.message) if self.taken.message else None

    @property
    def too_late(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.taken.age > self.worth

    def came_late(self, ts: str) -> bool:
        """Tell whether a message was received long after it was said: it may have a reply."""
        return time.time() - self.taken.age - float(ts) > _LATE_SECONDS

    @property
    def hopeless(self) -> bool:
        """Whether all have failed that took it so far."""
        return self.taken.attempt > _MOST_ATTEMPTS

    @property
    def may_wait(self) -> bool:
        """Whether what passes soon, as a busy reader does, is better waited for than told."""
        return self.taken.age < min(_PATIENCE_SECONDS, self.worth) and not self.hopeless

    def remember(self, step: TransactionStep) -> None:
        """Have a step taken with the next stroke, `settle` or `end`: each costs a write to disk."""
        self._steps.append(step)

    async def settle(self, message: Message) -> None:
        """Keep what is about to be posted.

        Raises:
            LeaseLostError: Somebody else has the question.
            StoreError: It is not kept.
        """
        if self.taken.message is None:
            began = time.monotonic()
            await self.inbox.posting(self.taken, asdict(message), *self._taken_steps())
            self._held_at = began

    async def hold(self) -> None:
        """Make sure, right before it is posted, that nobody else posts it.

        Raises:
            LeaseLostError: Somebody else may.
            StoreError: Nobody can tell.
        """
        if time.monotonic() - self._held_at > FRESH_SECONDS:
            await self.inbox.renew(self.taken)

    async def end(self) -> None:
        """Be done with the question.

        Raises:
            LeaseLostError: Somebody else has it.
            StoreError: It is not kept; it will be taken over.
        """
        await self.inbox.end(self.taken, *self._taken_steps())

    def _taken_steps(self) -> list[TransactionStep]:
        steps, self._steps = self._steps, []
        return steps
