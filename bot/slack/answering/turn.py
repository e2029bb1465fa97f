"""Somebody's turn at a question of the inbox: what is settled is kept before it is posted."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.slack.render.message import Message
from bot.store.inbox import Inbox, Received, Taken

# What kills whoever works on it is not worked on for ever.
_MOST_ATTEMPTS = 10
_PATIENCE_SECONDS = 120.0


class PutOffError(Exception):
    """Not now: the question stays in the inbox, and its turn comes again."""


@dataclass(frozen=True, slots=True)
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

    @property
    def settled(self) -> Message | None:
        """What an earlier owner was about to post, and may have posted."""
        return Message(**self.taken.message) if self.taken.message else None

    @property
    def too_late(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.taken.age > self.worth

    @property
    def hopeless(self) -> bool:
        """Whether all have failed that took it so far."""
        return self.taken.attempt > _MOST_ATTEMPTS

    @property
    def may_wait(self) -> bool:
        """Whether what passes soon, as a busy reader does, is better waited for than told."""
        return self.taken.age < min(_PATIENCE_SECONDS, self.worth) and not self.hopeless

    async def settle(self, message: Message) -> None:
        """Keep what is about to be posted.

        Raises:
            LeaseLostError: Somebody else has the question.
            StoreError: It is not kept.
        """
        if self.taken.message is None:
            await self.inbox.posting(self.taken, asdict(message))

    async def hold(self) -> None:
        """Make sure, right before it is posted, that nobody else posts it.

        Raises:
            LeaseLostError: Somebody else may.
            StoreError: Nobody can tell.
        """
        await self.inbox.renew(self.taken)

    async def end(self, then: Received | None = None) -> None:
        """Be done with the question; `then` is to be answered next.

        Raises:
            LeaseLostError: Somebody else has it.
            StoreError: It is not kept; it will be taken over.
        """
        await self.inbox.end(self.taken, then=then)
