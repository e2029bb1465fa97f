"""The bytes of a source -> its text and blocks, whatever kind of document it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.errors import (
    DamagedDocumentError,
    LockedDocumentError,
    NotTextError,
    TextTooLongError,
    UnsupportedDocumentError,
)
from bot.domain.question import MAX_TEXT_CHARACTERS
from bot.domain.source.blocks import Extracted
from bot.sources.extract.charset import decode
from bot.sources.extract.html.page import extract as extract_html
from bot.sources.extract.html.page import extract_content
from bot.sources.extract.html.strip import strip
from bot.sources.extract.mail import extract_mail
from bot.sources.extract.markdown import extract_markdown
from bot.sources.extract.office.package import extract_package
from bot.sources.extract.pdf.document import extract_pdf
from bot.sources.extract.spreadsheets.delimited import extract_delimited
from bot.sources.media import Media, media_type

# A document of more is read as pasted text is, line by line: of so many, each is a word or two.
_MOST_BLOCKS = 50_000
# Most servers send these as plain text, and files in Slack come without a type.
_NAMES: dict[str, Media] = {
    "md": "markdown",
    "markdown": "markdown",
    "csv": "csv",
    "tsv": "csv",
    "eml": "eml",
}
_BINARY: dict[Media, Callable[[bytes], Extracted]] = {
    "pdf": extract_pdf,
    "eml": extract_mail,
    # What an archive is called says less than what is in it.
    **dict.fromkeys(("docx", "xlsx", "pptx", "epub", "hwpx", "zip"), extract_package),
}
_TEXTUAL: dict[Media, Callable[[str], Extracted]] = {
    "html": extract_html,
    "markdown": extract_markdown,
    "xml": lambda text: extract_content(text.replace("<![CDATA[", "").replace("]]>", "")),
    "csv": extract_delimited,
    "text": lambda text: Extracted(text, ()),
}


def extract(body: bytes, content_type: str, name: str) -> tuple[Media, Extracted]:
    """Read a document.

    Args:
        body: All of it.
        content_type: The header, or "".
        name: The last part of its path; may be "".

    Raises:
        BotError: NotText, UnsupportedDocument, LockedDocument, ScannedDocument, DamagedDocument
            or TextTooLong.
    """
    media = _media(body, content_type, name)
    if media in _BINARY:
        return media, _within_limit(_BINARY[media](body))
    return media, _within_limit(_TEXTUAL[media](decode(body, content_type)))


def extract_simply(body: bytes, content_type: str, name: str) -> tuple[Media, Extracted]:
    """Extract what the real extractors did not survive, by the simplest means.

    Raises:
        BotError: As above; DamagedDocument where there is nothing simpler.
    """
    media = _media(body, content_type, name)
    if media in _BINARY:
        raise DamagedDocumentError
    text = decode(body, content_type)
    is_markup = media in ("html", "xml")
    return media, _within_limit(strip(text) if is_markup else Extracted(text, ()))


def _media(body: bytes, content_type: str, name: str) -> Media:
    media = media_type(content_type, body)
    if media == "other":
        raise NotTextError
    if media == "locked":
        raise LockedDocumentError
    if media not in _BINARY and media not in _TEXTUAL:
        raise UnsupportedDocumentError(format=media)
    return _NAMES.get(name.rpartition(".")[2].lower(), media) if media == "text" else media


def _within_limit(found: Extracted) -> Extracted:
    if len(found.text) > MAX_TEXT_CHARACTERS:
        raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
    return found if len(found.blocks) <= _MOST_BLOCKS else replace(found, blocks=())
