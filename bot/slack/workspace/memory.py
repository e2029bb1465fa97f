"""What the bot remembers of Slack, in the store: the threads that it is in, and its replies."""

from __future__ import annotations

from typing import Any

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.kept import Kinds
from bot.slack.understand.meaning import Pin, Readable, Remembered, SlackFile, SlackMessage
from bot.store.database.database import TransactionStep
from bot.store.threads import MessageKey, Threads

_MOST_THREADS = 20
_SOURCES = Kinds(WebPage, GivenText, SlackMessage, SlackFile)


class Memory:
    """The memory of one workspace.

    Args:
        threads: Where it is kept.
        team: The workspace.
    """

    def __init__(self, threads: Threads, team: str) -> None:
        self._threads = threads
        self._team = team

    async def thread(self, channel: str, thread_ts: str | None) -> Remembered:
        """Return what is remembered of a thread; None is a message outside of threads."""
        if thread_ts is None:
            return Remembered()
        kept = await self._threads.thread(self._place(channel, thread_ts))
        return Remembered(kept.answered, _pin(kept.source, thread_ts) if kept.source else None)

    async def threads(self, channel: str) -> list[str]:
        """Return the threads of a channel that the bot was in last."""
        return await self._threads.latest(self._team, channel, _MOST_THREADS)

    def answering(self, channel: str, thread_ts: str, user: str) -> TransactionStep:
        """Return the step that remembers that the bot answers in a thread.

        Questions there need no mention any more.
        """
        return self._threads.answering(self._place(channel, thread_ts), user)

    def pinning(
        self, channel: str, thread_ts: str, user: str, sources: tuple[Readable, ...], since: str
    ) -> TransactionStep:
        """Return the step that remembers what a thread reads from the message `since` on."""
        kept = {"sources": _SOURCES.to_json(sources), "since": since}
        return self._threads.pinning(self._place(channel, thread_ts), user, kept)

    async def unpin(self, channel: str, thread_ts: str, user: str, since: str) -> None:
        """Forget what a thread reads; what was named until the message `since` is not read."""
        kept = {"sources": [], "since": since}
        await self._threads.unpin(self._place(channel, thread_ts), user, kept)

    def replying(self, channel: str, ts: str, user: str, reply_ts: str) -> TransactionStep:
        """Return the step that remembers which message replies to the question `ts`."""
        return self._threads.replying(self._place(channel, reply_ts), ts, user)

    async def reply_to(self, channel: str, ts: str) -> str | None:
        """Return the message that replies to the question `ts`; None where there is none."""
        replies = await self._threads.replies(self._place(channel, ts))
        return replies[-1] if replies else None

    async def forget_reply(self, channel: str, ts: str) -> None:
        """Forget the reply to the question `ts`: it is gone."""
        await self._threads.forget_replies(self._place(channel, ts))

    def _place(self, channel: str, ts: str) -> MessageKey:
        return MessageKey(self._team, channel, ts)


def _pin(kept: dict[str, Any], thread_ts: str) -> Pin:
    sources = _SOURCES.of_json(kept["sources"])
    return Pin(sources, str(kept.get("since") or thread_ts))
