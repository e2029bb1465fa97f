"""A URL -> a document: fetch, decode, extract."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

from bot.errors import NoTextError, NotTextError, TextTooLongError
from bot.question import MAX_TEXT_CHARACTERS
from bot.reply import Document
from bot.sources.charset import decode
from bot.sources.fetch import Fetched, Fetcher
from bot.sources.html import extract

_TEXT = re.compile(r"text/|application/(xhtml\+xml|xml|json|ld\+json)\b", re.IGNORECASE)
_HTML = re.compile(r"text/html|application/xhtml\+xml", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(rb"<(!doctype html|html|head|body|p|div|meta)\b", re.IGNORECASE)
_SNIFFED = 1024


class WebSource:
    """Loads web pages for the service."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def load(self, url: str) -> Document:
        """See `bot.service.Web.load`."""
        fetched = await self._fetcher.fetch(url)
        at = datetime.now(UTC).replace(microsecond=0)
        title, text = await asyncio.to_thread(_text_of, fetched)
        if not text.strip():
            raise NoTextError
        if len(text) > MAX_TEXT_CHARACTERS:
            raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
        return Document(kind="web", text=text, url=fetched.url, title=title, fetched_at=at)


def _text_of(fetched: Fetched) -> tuple[str | None, str]:
    """Title and text.

    Raises:
        NotTextError: By its type or its bytes it is something else.
    """
    start = fetched.body[:_SNIFFED]
    kind = fetched.content_type
    if kind and not _TEXT.match(kind):
        raise NotTextError
    text = decode(fetched.body, kind)
    if _HTML.match(kind) or (not kind and _LOOKS_LIKE_HTML.search(start)):
        page = extract(text)
        return page.title, page.text
    return None, text
