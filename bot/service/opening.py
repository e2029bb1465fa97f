"""A question's sources, opened: loaded side by side, and cut into tokens once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import mrc_core
from bot.domain.errors import BotError, NothingReadError, SiteRefusedError, Unread
from bot.domain.hosts import Hosts, host_of
from bot.domain.progress import OnProgress, Progress
from bot.domain.question import MAX_SOURCES, Elsewhere, File, GivenText, Question, Source, WebPage
from bot.domain.source.document import Document
from bot.service.validation import validate_source


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


class SourceOpener:
    """Opens what is asked of.

    Args:
        loader: Fetches pages, opens files.
        reader: Cuts texts into tokens.
        at_once: Sources that are loaded at once.
    """

    def __init__(self, loader: Loader, reader: mrc_core.Reader, at_once: int) -> None:
        self._loader = loader
        self._reader = reader
        # Each may hold a whole file for a while. Who waits for a page takes nobody's turn to read.
        self._loading = asyncio.Semaphore(at_once)

    async def open(self, question: Question, on_progress: OnProgress) -> OpenedSources:
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
        validate_source(source)
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


def _check_site(url: str, hosts: Hosts) -> None:
    if not hosts.admits(url):
        raise SiteRefusedError(host=host_of(url))
