"""A URL or a file -> a document: fetch, extract."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

from bot.domain.blocks import Extracted
from bot.domain.document import Document
from bot.domain.errors import NoTextError
from bot.domain.question import File
from bot.sources.extract.worker import Workers
from bot.sources.fetch.fetcher import Fetched, Fetcher
from bot.sources.media import Media


class WebLoader:
    """Loads pages from the web, and opens files as one would open them there."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self._fetcher = fetcher
        self._workers = workers

    async def load(self, url: str) -> Document:
        """See `bot.service.Loader.load`."""
        fetched = await self._fetcher.fetch(url)
        media, found = await self._extract(fetched)
        if found.frame:
            # Like a redirect, with all its checks; once, so that frames cannot go on for ever.
            fetched = await self._fetcher.fetch(urljoin(fetched.url, found.frame))
            media, found = await self._extract(fetched)
        if not found.text.strip():
            raise NoTextError
        return Document(
            kind="pdf" if media == "pdf" else "web",
            text=found.text,
            url=fetched.url,
            title=found.title,
            fetched_at=fetched.fetched_at.replace(microsecond=0),
            language=found.language,
            date=found.date,
            blocks=found.blocks,
            complete=fetched.complete,
        )

    async def open(self, file: File) -> Document:
        """See `bot.service.Loader.open`."""
        media, found = await self._workers.extract(file.body, "", file.name)
        if not found.text.strip():
            raise NoTextError
        return Document(
            kind="pdf" if media == "pdf" else "file",
            text=found.text,
            title=file.name,
            language=found.language,
            date=found.date,
            blocks=found.blocks,
        )

    async def _extract(self, fetched: Fetched) -> tuple[Media, Extracted]:
        name = unquote(urlsplit(fetched.url).path).rpartition("/")[2]
        return await self._workers.extract(fetched.body, fetched.content_type, name)
