"""A service, and questions of one source, one after the other."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Self

from bot.domain.progress import OnProgress
from bot.domain.question import GivenText, Question, Source, WebPage
from bot.domain.reply import Reply
from bot.service.opening import OpenedSources
from bot.service.service import QuestionService
from bot.service.validation import validate
from bot.settings import Settings
from bot.sources.fetch.guard import parse_url


class Conversation:
    """Asks, with an event loop that waits while people think.

    Args:
        settings: The bot's.
        source: What is read.
        goes_on: Several questions will be asked: the source is loaded and cut once for all.
    """

    def __init__(self, settings: Settings, source: Source, *, goes_on: bool) -> None:
        self._settings = settings
        self._source = source
        self._goes_on = goes_on
        self._loop = asyncio.Runner()
        self._resources = AsyncExitStack()
        self._service: QuestionService | None = None
        self._opened: OpenedSources | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._loop:
            self._loop.run(self._resources.aclose())

    def ask(self, words: str, top_k: int, on_progress: OnProgress) -> Reply:
        """Return the reply to one question.

        Raises:
            BotError: Why there is none.
            ReaderError: There is no reader.
        """
        question = Question(words, (self._source,), top_k)
        # Before TensorFlow takes its seconds.
        validate(question)
        if isinstance(self._source, WebPage):
            parse_url(self._source.url)
        return self._loop.run(self._ask(question, on_progress))

    @property
    def is_open(self) -> bool:
        """Return whether further questions can be asked: the source has been read."""
        return self._opened is not None

    async def _ask(self, question: Question, on_progress: OnProgress) -> Reply:
        if self._service is None:
            self._service = await self._start()
        if self._goes_on and self._opened is None:
            self._opened = await self._service.open(question, on_progress)
        return await self._service.answer(question, on_progress, self._opened)

    async def _start(self) -> QuestionService:
        # It takes a second to import.
        from bot.app import running_service
        from bot.metrics import Metrics

        extracts = not isinstance(self._source, GivenText)
        starting = running_service(self._settings, Metrics(), extracts=extracts)
        return await self._resources.enter_async_context(starting)
