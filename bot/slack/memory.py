"""What the bot remembers of Slack for a while: messages it has taken, threads it is in."""

from __future__ import annotations

from typing import Protocol

from cachetools import TTLCache

from bot.slack.understand.meaning import Readable, Remembered

# Slack retries an event for about ten minutes.
_SEEN_SECONDS = 3600
_SEEN_MOST = 100_000
_THREAD_SECONDS = 7 * 24 * 3600
_THREADS_MOST = 100_000
_REPLIES_MOST = 100_000
_POSTINGS_MOST = 1_000


class Memory(Protocol):
    """Remembers messages and threads, wherever it keeps them."""

    async def is_new(self, team: str, channel: str, ts: str, edited_ts: str | None = None) -> bool:
        """Tell whether a message, or an edit of it, is seen for the first time; then no more.

        A mention arrives as `app_mention` and as `message`, and each may be retried: only team,
        channel and the two times together say that they are one. Nor is an edit new that comes
        after a later one: events keep no order.
        """

    async def thread(self, channel: str, thread_ts: str | None) -> Remembered:
        """Return what is remembered of a thread; None is a message outside of threads."""

    async def mark_answered(self, channel: str, thread_ts: str) -> None:
        """Remember that the bot answers in a thread: questions there need no mention any more."""

    async def keep_posting(self, channel: str, ts: str, sources: tuple[Readable, ...]) -> None:
        """Remember the sources of a question that the bot posted; the message may show it cut."""

    async def keep_reply(self, channel: str, ts: str, reply_ts: str) -> None:
        """Remember which message replies to the question `ts`."""

    async def reply_to(self, channel: str, ts: str) -> str | None:
        """Return the message that replies to the question `ts`; None where there is none."""

    async def forget_reply(self, channel: str, ts: str) -> None:
        """Forget the reply to the question `ts`: it is gone."""


class ProcessMemory:
    """A bounded memory within the process; entries fade with time."""

    def __init__(self) -> None:
        self._seen: TTLCache[tuple[str, str, str], float] = TTLCache(_SEEN_MOST, _SEEN_SECONDS)
        self._answered: TTLCache[tuple[str, str], bool] = TTLCache(_THREADS_MOST, _THREAD_SECONDS)
        self._replies: TTLCache[tuple[str, str], str] = TTLCache(_REPLIES_MOST, _THREAD_SECONDS)
        # Fewer: each may hold a long passage.
        self._postings: TTLCache[tuple[str, str], tuple[Readable, ...]] = TTLCache(
            _POSTINGS_MOST, _THREAD_SECONDS
        )

    async def is_new(self, team: str, channel: str, ts: str, edited_ts: str | None = None) -> bool:
        """See `Memory.is_new`."""
        key, said = (team, channel, ts), float(edited_ts or ts)
        if self._seen.get(key, 0.0) >= said:
            return False
        self._seen[key] = said
        return True

    async def thread(self, channel: str, thread_ts: str | None) -> Remembered:
        """See `Memory.thread`."""
        if thread_ts is None:
            return Remembered()
        key = (channel, thread_ts)
        return Remembered(answered=key in self._answered, posted=self._postings.get(key, ()))

    async def mark_answered(self, channel: str, thread_ts: str) -> None:
        """See `Memory.mark_answered`."""
        self._answered[channel, thread_ts] = True

    async def keep_posting(self, channel: str, ts: str, sources: tuple[Readable, ...]) -> None:
        """See `Memory.keep_posting`."""
        self._postings[channel, ts] = sources

    async def keep_reply(self, channel: str, ts: str, reply_ts: str) -> None:
        """See `Memory.keep_reply`."""
        self._replies[channel, ts] = reply_ts

    async def reply_to(self, channel: str, ts: str) -> str | None:
        """See `Memory.reply_to`."""
        return self._replies.get((channel, ts))

    async def forget_reply(self, channel: str, ts: str) -> None:
        """See `Memory.forget_reply`."""
        self._replies.pop((channel, ts), None)
