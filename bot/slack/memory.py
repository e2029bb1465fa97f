"""What the bot remembers of Slack, in the store: the threads that it is in, and its replies."""

from __future__ import annotations

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.kept import Kinds
from bot.slack.understand.meaning import Readable, Remembered, SlackFile, SlackMessage
from bot.store.database import Step
from bot.store.threads import Place, Threads

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
        posted = _SOURCES.of_json(kept.source["sources"]) if kept.source else ()
        return Remembered(answered=kept.answered, posted=posted)

    def answering(self, channel: str, thread_ts: str, user: str) -> Step:
        """Return the step that remembers that the bot answers in a thread.

        Questions there need no mention any more.
        """
        return self._threads.answering(self._place(channel, thread_ts), user)

    def posting(self, channel: str, ts: str, user: str, sources: tuple[Readable, ...]) -> Step:
        """Return the step that remembers the sources of a question that the bot posted.

        The message may show them cut.
        """
        kept = {"sources": _SOURCES.to_json(sources)}
        return self._threads.pinning(self._place(channel, ts), user, kept)

    def replying(self, channel: str, ts: str, user: str, reply_ts: str) -> Step:
        """Return the step that remembers which message replies to the question `ts`."""
        return self._threads.replying(self._place(channel, reply_ts), ts, user)

    async def reply_to(self, channel: str, ts: str) -> str | None:
        """Return the message that replies to the question `ts`; None where there is none."""
        replies = await self._threads.replies(self._place(channel, ts))
        return replies[-1] if replies else None

    async def forget_reply(self, channel: str, ts: str) -> None:
        """Forget the reply to the question `ts`: it is gone."""
        await self._threads.forget_replies(self._place(channel, ts))

    def _place(self, channel: str, ts: str) -> Place:
        return Place(self._team, channel, ts)
