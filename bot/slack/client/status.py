"""What is shown while a question is worked on: a status, or 👀 where Slack takes none.

A status stands at the foot of the thread, goes with the reply, and after two minutes by itself:
https://docs.slack.dev/reference/methods/assistant.threads.setStatus
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from cachetools import TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import Language
from bot.domain.progress import OnProgress, Progress
from bot.slack.client.delivery import Delivery, Pace, quietly, to_its_end
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.client.send import show
from bot.slack.render.notice import notice
from bot.slack.render.status import status_words, why_slow

_log = structlog.get_logger(__name__)

_WORKING = "eyes"
_GONE = ("no_reaction", "message_not_found")
_SLOW_SECONDS = 10.0
_BETWEEN_SECONDS = 1.0
_ANEW_SECONDS = 60.0
_REFUSED_SECONDS = 3600
_REFUSED_MOST = 10_000
_UNPACED = Pace(seconds=0.0)


@dataclass(frozen=True, slots=True)
class QuestionPlace:
    """Where a question stands, and who waits for its answer.

    Attributes:
        channel: Where it was asked.
        ts: The message that asks.
        thread_ts: The thread's first message, or the one that asks.
        user: Who asks.
    """

    channel: str
    ts: str
    thread_ts: str
    user: str


class Statuses:
    """Shows what is being done. It neither delays nor fails the work.

    Args:
        delivery: Takes away again what could not be taken away at first.
        slow_after: Seconds after which it is said why it takes long.
    """

    def __init__(self, delivery: Delivery, slow_after: float = _SLOW_SECONDS) -> None:
        self._delivery = delivery
        self._slow_after = slow_after
        self._refused: TTLCache[str, bool] = TTLCache(_REFUSED_MOST, _REFUSED_SECONDS)
        self._tasks: set[asyncio.Task[object]] = set()

    @asynccontextmanager
    async def shown(
        self,
        client: AsyncWebClient,
        place: QuestionPlace,
        language: Language,
        *,
        again: bool = False,
    ) -> AsyncIterator[OnProgress]:
        """Show that a question is worked on while the context lasts; tell it what is being done.

        Args:
            client: Of the workspace.
            place: Where the question stands.
            language: Of its asker.
            again: Somebody worked on it before, and may have left 👀 there when it died.
        """
        one = _Status(client, place, language, self._refused, self._slow_after)
        if again:
            one.stands.add("eyes")
        task = asyncio.create_task(one.show())
        try:
            yield one.tell
        finally:
            await to_its_end(self._end(task, one))

    async def drain(self, seconds: float) -> None:
        """Wait until everything is taken away that was shown, for `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def _end(self, task: asyncio.Task[None], one: _Status) -> None:
        """Show no more, and take away what stands; only the first try is waited for."""
        task.cancel()
        await asyncio.wait({task})
        error = await quietly(one.take_away(), "status_stands")
        if error is not None and refusal(error) == "passing":
            again = self._delivery.deliver(f"status:{one.lane}", one.take_away, _UNPACED)
            self._in_background(quietly(again, "status_left"))

    def _in_background(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Status:
    """What is shown of one question."""

    def __init__(
        self,
        client: AsyncWebClient,
        place: QuestionPlace,
        language: Language,
        refused: TTLCache[str, bool],
        slow_after: float,
    ) -> None:
        self._client = client
        self._place = place
        self._language = language
        self._refused = refused
        self._slow_after = slow_after
        self._progress = Progress("waiting")
        self._changed = asyncio.Event()
        self._began = time.monotonic()
        self.stands: set[Literal["status", "eyes"]] = set()

    @property
    def lane(self) -> str:
        return f"{self._place.channel}:{self._place.ts}"

    def tell(self, progress: Progress) -> None:
        """Take note of what is being done; what is shown follows when it can."""
        self._progress = progress
        self._changed.set()

    async def show(self) -> None:
        """Show what is being done, for as long as nobody cancels it."""
        if self._place.channel not in self._refused:
            await self._show_status()
        await to_its_end(self._add_eyes())
        await asyncio.sleep(self._slow_after - self._seconds())
        await to_its_end(quietly(self._say_why(), "why_slow_unsaid"))

    async def take_away(self) -> None:
        """Take away what stands.

        Raises:
            One of SLACK_FAILURES: It may stand yet.
        """
        place = self._place
        if "status" in self.stands:
            await self._client.assistant_threads_setStatus(
                channel_id=place.channel, thread_ts=place.thread_ts, status=""
            )
            self.stands.remove("status")
        if "eyes" in self.stands:
            try:
                await self._client.reactions_remove(
                    channel=place.channel, timestamp=place.ts, name=_WORKING
                )
            except SlackApiError as error:
                if slack_reason(error) not in _GONE:
                    raise
            self.stands.remove("eyes")

    async def _show_status(self) -> None:
        """Keep the status up to date; return once Slack takes none."""
        shown, set_at = "", 0.0
        while True:
            self._changed.clear()
            slow = self._seconds() >= self._slow_after
            words = status_words(self._progress, self._language, slow=slow)
            if words != shown or self._seconds() - set_at >= _ANEW_SECONDS:
                if not await to_its_end(self._set_status(words)):
                    return
                shown, set_at = words, self._seconds()
            await asyncio.sleep(_BETWEEN_SECONDS)
            until = _ANEW_SECONDS if slow else self._slow_after - self._seconds()
            with suppress(TimeoutError):
                async with asyncio.timeout(until):
                    await self._changed.wait()

    async def _set_status(self, words: str) -> bool:
        """Return whether there is use in setting it again."""
        self.stands.add("status")
        try:
            await self._client.assistant_threads_setStatus(
                channel_id=self._place.channel, thread_ts=self._place.thread_ts, status=words
            )
        except SLACK_FAILURES as error:
            _log.warning("status_failed", error=slack_reason(error))
            if refusal(error) != "passing":
                self.stands.remove("status")
                self._refused[self._place.channel] = True
                return False
        return True

    async def _add_eyes(self) -> None:
        self.stands.add("eyes")
        place = self._place
        adding = self._client.reactions_add(
            channel=place.channel, timestamp=place.ts, name=_WORKING
        )
        await quietly(adding, "reaction_failed")

    async def _say_why(self) -> None:
        words = notice(why_slow(self._progress, self._language))
        await show(
            self._client, self._place.channel, self._place.user, words, self._place.thread_ts
        )

    def _seconds(self) -> float:
        return time.monotonic() - self._began
