"""What the bot remembers of Slack for a while: messages it has taken, threads it is in."""

from __future__ import annotations

from cachetools import TTLCache

from bot.domain.question import Source

# Slack retries an event for about ten minutes.
_SEEN_SECONDS = 3600
_SEEN_MOST = 100_000
_THREAD_SECONDS = 7 * 24 * 3600
_THREADS_MOST = 100_000
_POSTINGS_MOST = 1_000


class Threads:
    """A bounded memory; entries fade with time."""

    def __init__(self) -> None:
        self._seen: TTLCache[tuple[str, str, str], bool] = TTLCache(_SEEN_MOST, _SEEN_SECONDS)
        self._answered: TTLCache[tuple[str, str], bool] = TTLCache(_THREADS_MOST, _THREAD_SECONDS)
        # Fewer: each may hold a long passage.
        self._postings: TTLCache[tuple[str, str], Source] = TTLCache(
            _POSTINGS_MOST, _THREAD_SECONDS
        )

    def first_time(self, team: str, channel: str, ts: str) -> bool:
        """Whether this message is new; from now on it is not.

        A mention arrives as `app_mention` and as `message`, and each may be retried: only team,
        channel and ts together say that they are one.
        """
        key = (team, channel, ts)
        if key in self._seen:
            return False
        self._seen[key] = True
        return True

    def mark_answered(self, channel: str, thread_ts: str) -> None:
        """The bot answers in this thread: questions there need no mention any more."""
        self._answered[channel, thread_ts] = True

    def has_answered(self, channel: str, thread_ts: str) -> bool:
        """Whether the bot has answered in this thread."""
        return (channel, thread_ts) in self._answered

    def remember_posting(self, channel: str, ts: str, source: Source) -> None:
        """The source of a question that the bot posted itself; the message may show it cut."""
        self._postings[channel, ts] = source

    def posting(self, channel: str, ts: str) -> Source | None:
        """What a message that the bot posted asks about; None for other messages."""
        return self._postings.get((channel, ts))
