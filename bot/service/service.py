"""One service answers every face: Slack, the HTTP API and the command line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

import structlog

import mrc_core
from bot.domain.errors import (
    BotError,
    BusyError,
    DeadlineError,
    EmptySourceError,
    NoQuestionError,
    NoTextError,
    ReaderAwayError,
    ReaderMisconfiguredError,
)
from bot.domain.operation.fault import described
from bot.domain.progress import OnProgress, Progress
from bot.domain.question import GivenText, Question
from bot.domain.reason import reason_of
from bot.domain.reply import Reply
from bot.domain.source.place import Place, places_of
from bot.service.opening import Loader, OpenedSources, SourceOpener
from bot.service.validation import validate, validate_all
from mrc_core import Reader

_log = structlog.get_logger(__name__)


class QuestionObserver(Protocol):
    """Hears how each question ended; metrics, in a running bot."""

    def answering(self) -> AbstractContextManager[None]:
        """Take note of questions, for as long as they are being answered."""

    def answered(self, reply: Reply) -> None:
        """Take note that a question was answered, or that its text does not hold the answer."""

    def failed(self, error: BotError) -> None:
        """Take note that a question could not be answered."""


class QuestionService:
    """Turns a `Question` into a `Reply`, whoever asks.

    Args:
        reader: Finds answers.
        loader: Fetches pages, opens files.
        observer: Hears how it went.
        deadline: Seconds that one question may take, waiting included.
        max_concurrent: Questions that are read for at once, and sources that are loaded.
        max_waiting: Questions that may wait for their turn; more are told that it is busy.
    """

    def __init__(
        self,
        reader: Reader,
        loader: Loader,
        observer: QuestionObserver,
        *,
        deadline: float,
        max_concurrent: int,
        max_waiting: int,
    ) -> None:
        self._reader = reader
        self._opener = SourceOpener(loader, reader, max_concurrent)
        self._observer = observer
        self._deadline = deadline
        self._turn = asyncio.Semaphore(max_concurrent)
        self._room = max_concurrent + max_waiting
        self._inside = 0

    @property
    def model(self) -> mrc_core.ModelInfo:
        """Return which reader answers, as it was last known."""
        return self._reader.model

    @property
    def deadline(self) -> float:
        """Return the seconds that one question may take."""
        return self._deadline

    async def answer(
        self,
        question: Question,
        on_progress: OnProgress | None = None,
        opened: OpenedSources | None = None,
    ) -> Reply:
        """Return the reply to a question.

        Args:
            question: What is asked of what.
            on_progress: Is told what is being done; it must not block.
            opened: Its sources, where they are open already.

        Raises:
            BotError: Why there is none, whatever went wrong with input, source or reader.
        """
        [reply] = await self.answer_all([question], on_progress, opened)
        return reply

    async def open(
        self, question: Question, on_progress: OnProgress | None = None
    ) -> OpenedSources:
        """Return a question's sources, loaded, for further questions of them.

        Raises:
            BotError: None of them can be read, and why.
        """
        validate(question)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._opener.open(question, on_progress or _unheard)
        except TimeoutError as error:
            raise DeadlineError(seconds=round(self._deadline)) from error

    async def answer_all(
        self,
        questions: Sequence[Question],
        on_progress: OnProgress | None = None,
        opened: OpenedSources | None = None,
    ) -> list[Reply]:
        """Return the replies to questions of the same sources, which are loaded and cut once.

        Args:
            questions: At least one, and at most `MAX_QUESTIONS`.
            on_progress: Is told what is being done; it must not block.
            opened: Their sources, where they are open already.

        Raises:
            BotError: Why there are none, whatever went wrong with input, source or reader.
        """
        with self._observer.answering():
            try:
                replies = await self._answer_all(questions, on_progress or _unheard, opened)
            except BotError as error:
                self._observer.failed(error)
                raise
            except Exception as error:  # noqa: BLE001
                # The one place where what nobody expected gets its name: askers hear no more of it.
                _log.error("question_failed", **described(error))
                unexpected = BotError()
                self._observer.failed(unexpected)
                raise unexpected from None
            for reply in replies:
                self._observer.answered(reply)
            return replies

    async def check(self) -> None:
        """Return if questions can be answered now.

        Raises:
            ReaderAwayError, ReaderMisconfiguredError: They cannot.
        """
        try:
            await self._reader.check()
        except mrc_core.ReaderError as error:
            raise _away(error) from error

    async def _answer_all(
        self,
        questions: Sequence[Question],
        on_progress: OnProgress,
        opened: OpenedSources | None,
    ) -> list[Reply]:
        began = time.perf_counter()
        validate_all(questions)
        first = questions[0]
        if self._inside >= self._room:
            raise BusyError
        self._inside += 1
        on_progress(Progress("waiting"))
        try:
            async with asyncio.timeout(self._deadline):
                loaded = opened or await self._opener.open(first, on_progress)
                fetch_ms = 1000 * (time.perf_counter() - began)
                replies = []
                for question in questions:
                    # One turn each: who asks much lets others in between.
                    async with self._turn:
                        on_progress(Progress("reading"))
                        reading = await self._read(question, loaded.text, on_progress)
                        places = await asyncio.to_thread(
                            places_of, loaded.documents, reading.candidates
                        )
                    total_ms = 1000 * (time.perf_counter() - began)
                    replies.append(_reply(question, reading, loaded, places, fetch_ms, total_ms))
                    began, fetch_ms = time.perf_counter(), 0.0
        except TimeoutError as error:
            raise DeadlineError(seconds=round(self._deadline)) from error
        finally:
            self._inside -= 1
        return replies

    async def _read(
        self, question: Question, text: mrc_core.Prepared, on_progress: OnProgress
    ) -> mrc_core.Reading:
        try:
            reading = await self._reader.read(
                question.text,
                text,
                question.top_k,
                on_progress=lambda done, of: on_progress(Progress("reading", done, of)),
            )
        except mrc_core.EmptyQuestionError as error:
            raise NoQuestionError from error
        except mrc_core.ReaderBusyError as error:
            raise BusyError from error
        except mrc_core.ReaderTimeoutError as error:
            raise DeadlineError(seconds=round(self._deadline)) from error
        except mrc_core.ReaderError as error:
            raise _away(error) from error
        if not reading.windows_total:
            given = all(isinstance(source, GivenText) for source in question.sources)
            raise EmptySourceError if given else NoTextError
        return reading


def _reply(
    question: Question,
    reading: mrc_core.Reading,
    loaded: OpenedSources,
    places: tuple[Place, ...],
    fetch_ms: float,
    total_ms: float,
) -> Reply:
    if reason := reason_of(question.text):
        # Whatever span was found, it is not what was asked for.
        reading = replace(reading, state="absent", answer=None)
    documents, unread = loaded.documents, loaded.unread
    return Reply(reading, documents, places, fetch_ms, total_ms, reason, unread)


def _unheard(_: Progress) -> None:
    """Let the progress of a question pass that nobody watches."""


def _away(error: mrc_core.ReaderError) -> BotError:
    """Return what askers hear of a reader that cannot read; the operator finds why in the log."""
    lasts = isinstance(error, mrc_core.ModelMismatchError | mrc_core.ModelUnknownError)
    _log.warning("reader_misconfigured" if lasts else "reader_away", reason=str(error))
    return ReaderMisconfiguredError() if lasts else ReaderAwayError()
