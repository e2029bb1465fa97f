"""One service answers every face: Slack, the HTTP API and the command line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

import regex
import structlog

import mrc_core
from bot.domain.errors import (
    BotError,
    BusyError,
    DeadlineError,
    EmptySourceError,
    MalformedRequestError,
    NoQuestionError,
    NoTextError,
    NothingReadError,
    QuestionTooLongError,
    ReaderAwayError,
    ReaderMisconfiguredError,
    SiteRefusedError,
    TextTooLongError,
    Unread,
)
from bot.domain.hosts import Hosts, host_of
from bot.domain.operation.fault import described
from bot.domain.progress import OnProgress, Progress
from bot.domain.question import (
    MAX_QUESTION_CHARACTERS,
    MAX_QUESTIONS,
    MAX_SOURCES,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
    Elsewhere,
    File,
    GivenText,
    Question,
    Source,
    WebPage,
)
from bot.domain.reason import reason_of
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import Place, places_of
from mrc_core import Reader

_log = structlog.get_logger(__name__)

_LONE_SURROGATE = regex.compile(r"[\ud800-\udfff]")


class Observer(Protocol):
    """Hears how each question ended; metrics, in a running bot."""

    def answering(self) -> AbstractContextManager[None]:
        """Take note of questions, for as long as they are being answered."""

    def answered(self, reply: Reply) -> None:
        """Take note that a question was answered, or that its text does not hold the answer."""

    def failed(self, error: BotError) -> None:
        """Take note that a question could not be answered."""


class Loader(Protocol):
    """Turns what is not yet text into documents."""

    async def load(self, url: str, *, anew: bool = False) -> Document:
        """Return the text of a page or a document on the web.

        Args:
            url: Its address.
            anew: It is fetched whatever is kept of it.

        Raises:
            BotError: It cannot be had, and why.
        """

    async def open(self, file: File) -> Document:
        """Return the text of a file.

        Raises:
            BotError: It cannot be read, and why.
        """


@dataclass(frozen=True, slots=True)
class OpenedSources:
    """What can be read of a question's sources, and what cannot.

    Attributes:
        documents: What can.
        unread: What cannot.
        text: The documents' text, whose tokens are kept from one question to the next.
    """

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]
    text: mrc_core.Prepared


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
        observer: Observer,
        *,
        deadline: float,
        max_concurrent: int,
        max_waiting: int,
    ) -> None:
        self._reader = reader
        self._loader = loader
        self._observer = observer
        self._deadline = deadline
        self._turn = asyncio.Semaphore(max_concurrent)
        # Each may hold a whole file for a while. Who waits for a page takes nobody's turn to read.
        self._loading = asyncio.Semaphore(max_concurrent)
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
                return await self._open(question, on_progress or _unheard)
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
                loaded = opened or await self._open(first, on_progress)
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

    async def _open(self, question: Question, on_progress: OnProgress) -> OpenedSources:
        """Return what can be read of a question's sources, and what cannot.

        Raises:
            BotError: Nothing can be, and why.
        """
        if not all(isinstance(source, GivenText) for source in question.sources):
            on_progress(Progress("fetching"))
        unread: list[Unread] = []
        for sources in (question.sources, *question.otherwise):
            loaded = await self._all_loaded(sources, question.hosts)
            unread += [one for one in loaded if isinstance(one, Unread)]
            if documents := [one for one in loaded if isinstance(one, Document)]:
                # Its time grows with the documents.
                text = await asyncio.to_thread(self._prepared, documents)
                return OpenedSources(tuple(documents), tuple(unread), text)
        raise unread[0].error if len(unread) == 1 else NothingReadError(unread)

    async def _all_loaded(self, sources: Sequence[Source], hosts: Hosts) -> list[Document | Unread]:
        """Return what each source turns out to be, in their order."""
        loaded = await asyncio.gather(*(self._loaded(source, hosts) for source in sources))
        return [one for several in loaded for one in several]

    async def _loaded(self, source: Source, hosts: Hosts) -> list[Document | Unread]:
        try:
            if isinstance(source, GivenText):  # there already: it waits for no page
                return [await self._document(source, hosts)]
            async with self._loading:
                if not isinstance(source, Elsewhere):
                    return [await self._document(source, hosts)]
                found = (await source.fetch())[:MAX_SOURCES]
                if len(found) == 1 and not isinstance(found[0], Elsewhere):
                    # At once: nobody holds a whole file while waiting for another turn.
                    return [await self._document(found[0], hosts)]
        except BotError as error:
            return [Unread(source.name, error)]
        return await self._all_loaded(found, hosts)

    async def _document(self, source: GivenText | File | WebPage, hosts: Hosts) -> Document:
        _validate_source(source)
        if isinstance(source, WebPage):
            _check_site(source.url, hosts)
            document = await self._loader.load(source.url, anew=source.anew)
            _check_site(document.url or source.url, hosts)  # it may have led elsewhere
            return document
        if isinstance(source, File):
            return await self._loader.open(source)
        return Document(source.kind, source.text, source.url, source.title)

    def _prepared(self, documents: Sequence[Document]) -> mrc_core.Prepared:
        return self._reader.prepare([document.passage for document in documents])

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


def _check_site(url: str, hosts: Hosts) -> None:
    if not hosts.admits(url):
        raise SiteRefusedError(host=host_of(url))


def _unheard(_: Progress) -> None:
    """Let the progress of a question pass that nobody watches."""


def _away(error: mrc_core.ReaderError) -> BotError:
    """Return what askers hear of a reader that cannot read; the operator finds why in the log."""
    lasts = isinstance(error, mrc_core.ModelMismatchError | mrc_core.ModelUnknownError)
    _log.warning("reader_misconfigured" if lasts else "reader_away", reason=str(error))
    return ReaderMisconfiguredError() if lasts else ReaderAwayError()


def validate_all(questions: Sequence[Question]) -> None:
    """Refuse what cannot be asked together, before anything is fetched.

    Raises:
        BotError: And why.
        ValueError: They are not of the same sources.
    """
    if not 1 <= len(questions) <= MAX_QUESTIONS:
        raise MalformedRequestError(detail=f"there are 1 to {MAX_QUESTIONS} questions")
    first = questions[0]
    if any((one.sources, one.otherwise) != (first.sources, first.otherwise) for one in questions):
        raise ValueError("questions asked together are of the same sources")
    validate(first)
    for question in questions[1:]:
        _validate_words(question)


def validate(question: Question) -> None:
    """Refuse what cannot be asked, before anything is fetched.

    Raises:
        BotError: And why.
    """
    _validate_words(question)
    if not question.sources:
        raise EmptySourceError
    for sources in (question.sources, *question.otherwise):
        if len(sources) > MAX_SOURCES:
            raise MalformedRequestError(detail=f"there are at most {MAX_SOURCES} sources")
        for source in sources:
            _validate_source(source)


def _validate_words(question: Question) -> None:
    if not question.text.strip():
        raise NoQuestionError
    if len(question.text) > MAX_QUESTION_CHARACTERS:
        raise QuestionTooLongError(limit=f"{MAX_QUESTION_CHARACTERS:,}")
    if not 1 <= question.top_k <= MAX_TOP_K:
        raise MalformedRequestError(detail=f"top_k is from 1 to {MAX_TOP_K}")
    _validate_text(question.text)


def _validate_source(source: Source) -> None:
    if isinstance(source, Elsewhere):
        return  # it is looked at when it is there
    if isinstance(source, GivenText):
        content = source.text
    elif isinstance(source, WebPage):
        content = source.url
    else:
        content = source.name
    if not (source.body if isinstance(source, File) else content.strip()):
        raise EmptySourceError
    if len(content) > MAX_TEXT_CHARACTERS:
        raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
    _validate_text(content)


def _validate_text(text: str) -> None:
    if _LONE_SURROGATE.search(text):
        raise MalformedRequestError(detail="the text is not valid Unicode (a lone surrogate)")
