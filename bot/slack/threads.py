"""What the bot remembers of Slack for a while: messages it has taken, sources of threads."""

from __future__ import annotations

from cachetools import TTLCache

from bot.question import Source

# Slack retries an event for about ten minutes.
_SEEN_SECONDS = 3600
_SEEN_MOST = 100_000
_THREAD_SECONDS = 7 * 24 * 3600
_THREADS_MOST = 2_000


class Threads:
    """A bounded memory; entries fade with time."""

    def __init__(self) -> None:
        self._seen: TTLCache[tuple[str, str, str], bool] = TTLCache(_SEEN_MOST, _SEEN_SECONDS)
        self._sources: TTLCache[tuple[str, str], Source] = TTLCache(_THREADS_MOST, _THREAD_SECONDS)

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

    def remember(self, channel: str, thread_ts: str, source: Source) -> None:
        """The bot answers in this thread, from this source."""
        self._sources[channel, thread_ts] = source

    def source(self, channel: str, thread_ts: str) -> Source | None:
        """What the bot last read in this thread; None when it has not answered there."""
        return self._sources.get((channel, thread_ts))
