"""A URL or a file -> a document: fetch, extract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bot.domain.errors import (
    BotError,
    ConsentRequiredError,
    ErrorPageError,
    LoginRequiredError,
    NoTextError,
    ScriptOnlyError,
)
from bot.domain.question import File
from bot.domain.source.blocks import Extracted, Wall
from bot.domain.source.document import Document
from bot.sources.exports import export_address
from bot.sources.extract.worker import Workers
from bot.sources.fetch.fetcher import Fetched, Fetcher
from bot.sources.media import Media

_MOST_REFRESHES = 3
# How deep frames in frames are followed, and how many of each page.
_DEEPEST_FRAME = 2
_MOST_FRAMES = 2
# Code points: a page that shows less of its own is its frame's.
_LEAST_OWN = 100
_MOST_SIGN_IN = 1_500
_SIGN_IN = re.compile(
    r"accounts\.google\.com/|login\.microsoftonline\.com/|nid\.naver\.com/|accounts\.kakao\.com/"
    r"|[/.](?:log-?in|sign-?in|servicelogin|nidlogin|sso|wp-login)(?:[/.?]|$)",
    re.IGNORECASE,
)
_WALLS: dict[Wall, type[BotError]] = {
    "login": LoginRequiredError,
    "consent": ConsentRequiredError,
    "error": ErrorPageError,
    "script": ScriptOnlyError,
}


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that was fetched, and what was read in it."""

    fetched: Fetched
    media: Media
    found: Extracted


class WebLoader:
    """Loads pages from the web, and opens files as one would open them there."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self._fetcher = fetcher
        self._workers = workers

    async def load(self, url: str, *, anew: bool = False) -> Document:
        """See `bot.service.opening.Loader.load`."""
        exported = export_address(url)
        read = await self._read(exported or url, asked=url, anew=anew)
        fetched, media, found = read.fetched, read.media, read.found
        if not found.text.strip():
            raise NoTextError
        return Document(
            kind="pdf" if media == "pdf" else "web",
            text=found.text,
            url=url if exported else fetched.url,
            title=found.title,
            fetched_at=fetched.fetched_at.replace(microsecond=0),
            language=found.language,
            date=found.date,
            paged=found.paged,
            blocks=found.blocks,
            complete=fetched.complete,
            is_page=media == "html" and not exported,
        )

    async def _read(self, url: str, *, asked: str, anew: bool, depth: int = 0) -> _Read:
        """Read a page, or the frame of it that holds its text, for who asked for `asked`.

        Raises:
            BotError: It cannot be had, or stands in front of what was asked for.
        """
        read = await self._fetched(url, anew=anew)
        failure: BotError | None = None
        for frame in read.found.frames[:_MOST_FRAMES] if depth < _DEEPEST_FRAME else ():
            try:
                address = urljoin(read.fetched.url, frame)
                inner = await self._read(address, asked=asked, anew=anew, depth=depth + 1)
            except BotError as error:
                failure = failure or error
                continue
            if inner.found.text.strip():
                return inner
        if failure and _own_length(read.found) < _LEAST_OWN:
            raise failure
        if (wall := read.found.wall) is not None:
            raise _WALLS[wall]
        if _is_sign_in(read.fetched.url, asked) and _own_length(read.found) < _MOST_SIGN_IN:
            raise LoginRequiredError
        return read

    async def _fetched(self, url: str, *, anew: bool) -> _Read:
        """Read a page, following where it sends its readers: like redirects, and not for ever."""
        read = await self._extract(await self._fetcher.fetch(url, anew=anew))
        for _ in range(_MOST_REFRESHES):
            at, target = read.fetched.url, read.found.refresh
            if not target or _is_same(at, target):
                break
            read = await self._extract(await self._fetcher.fetch(urljoin(at, target), anew=anew))
        return read

    async def open(self, file: File) -> Document:
        """See `bot.service.opening.Loader.open`."""
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

    async def _extract(self, fetched: Fetched) -> _Read:
        name = unquote(urlsplit(fetched.url).path).rpartition("/")[2]
        return _Read(
            fetched, *await self._workers.extract(fetched.body, fetched.content_type, name)
        )


def _own_length(found: Extracted) -> int:
    """Return how much of its own content a page shows at once, in code points."""
    shown = (block for block in found.blocks if block.main and block.shown == "open")
    return sum(block.end - block.start for block in shown)


def _is_sign_in(url: str, asked: str) -> bool:
    """Tell whether somebody who asked for a page was sent to sign in."""
    address = urlsplit(url)
    found = _SIGN_IN.search(f"{address.hostname or ''}{address.path}")
    return found is not None and not _SIGN_IN.search(asked)


def _is_same(url: str, target: str) -> bool:
    """Tell whether a page sends its readers to itself, to be loaded anew."""
    return urldefrag(urljoin(url, target)).url == urldefrag(url).url
