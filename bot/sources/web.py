"""A URL or a file -> a document: fetch, extract."""

from __future__ import annotations

from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bot.domain.blocks import Extracted
from bot.domain.document import Document
from bot.domain.errors import NoTextError
from bot.domain.question import File
from bot.sources.extract.worker import Workers
from bot.sources.fetch.fetcher import Fetched, Fetcher
from bot.sources.media import Media

_MOST_REFRESHES = 3


class WebLoader:
    """Loads pages from the web, and opens files as one would open them there."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self._fetcher = fetcher
        self._workers = workers

    async def load(self, url: str) -> Document:
        """See `bot.service.Loader.load`."""
        fetched = await self._fetcher.fetch(url)
        media, found = await self._extract(fetched)
        # Both like redirects, with all their checks, and neither for ever.
        for _ in range(_MOST_REFRESHES):
            if not found.refresh or _is_same(fetched.url, found.refresh):
                break
            fetched = await self._fetcher.fetch(urljoin(fetched.url, found.refresh))
            media, found = await self._extract(fetched)
        if found.frame:
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
            paged=found.paged,
            blocks=found.blocks,
            complete=fetched.complete,
        )

    async def open(self, file: File) -> Document:
        """See `bot.service.Loader.open`."""
        media, found = await self._workers.extract(file.body, file.content_type, file.name)
        if not found.text.strip():
            raise NoTextError
        return Document(
            kind="pdf" if media == "pdf" else "file",
            text=found.text,
            title=file.name,
            language=found.language,
            date=found.date,
            paged=found.paged,
            blocks=found.blocks,
        )

    async def _extract(self, fetched: Fetched) -> tuple[Media, Extracted]:
        name = unquote(urlsplit(fetched.url).path).rpartition("/")[2]
        return await self._workers.extract(fetched.body, fetched.content_type, name)


def _is_same(url: str, target: str) -> bool:
    """Tell whether a page sends its readers to itself, to be loaded anew."""
    return urldefrag(urljoin(url, target)).url == urldefrag(url).url
