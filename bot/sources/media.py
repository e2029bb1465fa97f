"""What a response is: by its Content-Type and by its first bytes. Pure.

Servers mislabel: signatures of binary formats win over the header, the header wins over guesses.
After the MIME Sniffing Standard (https://mimesniff.spec.whatwg.org/), but a page that is sent as
text/plain is still a page: a browser shows its source, which is nothing to read.
"""

from __future__ import annotations

import re
from typing import Literal

Media = Literal[
    "html",
    "text",
    "markdown",
    "xml",
    "pdf",
    "docx",
    "pptx",
    "xlsx",
    "odt",
    "epub",
    "csv",
    "eml",
    "doc",
    "xls",
    "ppt",
    "msg",
    "locked",
    "hwp",
    "hwpx",
    "zip",
    "other",
]
"""`locked`: an office document that asks for a password. `zip`: an archive whose first bytes do not
show what is in it. `other`: nothing to read."""

SNIFFED = 16_384
"""Bytes of the beginning that decide; more of them can only turn `zip` or `other` into a name."""

_DECLARED: tuple[tuple[str, Media], ...] = (
    (r"text/html|application/xhtml\+xml", "html"),
    (r"(text|application)/(x-)?markdown", "markdown"),
    (r"(text|application)/(xml|[\w.-]+\+xml)", "xml"),
    (r"(text|application)/(csv|x-csv|tab-separated-values)", "csv"),
    (r"message/rfc822", "eml"),
    (r"text/.+|application/([\w.-]+\+)?(json|ndjson|x-ndjson|yaml|x-yaml|toml)", "text"),
    (r"application/(x-)?javascript", "text"),
    (r"application/(x-)?pdf", "pdf"),
    (r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.document", "docx"),
    (r"application/vnd\.openxmlformats-officedocument\.presentationml\.presentation", "pptx"),
    (r"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet", "xlsx"),
    (r"application/vnd\.oasis\.opendocument\.text", "odt"),
    (r"application/epub\+zip", "epub"),
    (r"application/(x-|haansoft|vnd\.hancom\.)?hwp", "hwp"),
    (r"application/((x-|haansoft|vnd\.hancom\.)?hwpx|hwp\+zip)", "hwpx"),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), media) for pattern, media in _DECLARED)
# Said of anything: no statement.
_UNDECLARED = re.compile(
    r"((application|binary)/(octet-stream|x-download|force-download|unknown)|\*/\*|)", re.IGNORECASE
)
_TEXTUAL = ("html", "text", "markdown", "xml", "csv", "eml")

_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # readers accept the header there: ISO 32000-1, annex H, note 13
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams that such a file is made of.
_OLE_STREAMS: tuple[tuple[str, Media], ...] = (
    ("HwpSummaryInformation", "hwp"),
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_ZIP = b"PK\x03\x04"
# OPC names parts by application; OCF (EPUB, HWPX) and ODF begin with a stored file, "mimetype".
_ZIP_PART = re.compile(rb"PK\x03\x04[\s\S]{26}(word|ppt|xl)/")
_ZIP_PARTS: dict[bytes, Media] = {b"word": "docx", b"ppt": "pptx", b"xl": "xlsx"}
_ZIP_MIMETYPE = re.compile(rb"PK\x03\x04[\s\S]{26}mimetype(application/[\w.+-]+?)PK")
_ZIPPED = ("docx", "pptx", "xlsx", "odt", "epub", "hwpx")

_START = rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?"
_HTML = re.compile(_START + rb"<(?:!doctype html|html|head)\b", re.IGNORECASE | re.DOTALL)
_HTML_LIKE = re.compile(
    _START + rb"<(?:body|title|meta|link|script|style|iframe|h1|div|p|a|b|br|font|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\b")
# The standard's binary data bytes but for SO and SI, which ISO-2022-KR is made of.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x10-\x1a\x1c-\x1f]")
_BINARY_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")
_MOST_BINARY = 0.02
_LEAST_ZEROS = 0.05
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def media_type(content_type: str, body: bytes) -> Media:
    """Return the media type of `body`.

    Args:
        content_type: The Content-Type header; "" when there is none.
        body: The response's body after decompression, or its first `SNIFFED` bytes.
    """
    essence = content_type.partition(";")[0].strip()
    declared = _declared(essence)
    if body.startswith(_ZIP):
        return _zipped(declared, body)
    if body.startswith(_OLE):
        return _ole(declared, body)
    start = body[:SNIFFED]
    if start.lstrip().startswith(_PDF) or (declared == "pdf" and _PDF in start[:_PDF_WITHIN]):
        return "pdf"
    if is_binary(start) or is_seen_or_heard(content_type):
        return "other"
    narrow = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    # "html" is no type, and says nothing to a browser either.
    undeclared = "/" not in essence or _UNDECLARED.fullmatch(essence)
    if _HTML.match(narrow) or (undeclared and _HTML_LIKE.match(narrow)):
        return "html"
    if undeclared:
        return "xml" if _XML.match(narrow) else "text"
    return declared if declared in _TEXTUAL else "other"


def is_seen_or_heard(content_type: str) -> bool:
    """Tell whether a server declares a picture, a sound, a film or a font."""
    return content_type.strip().lower().startswith(("image/", "audio/", "video/", "font/"))


def is_binary(body: bytes) -> bool:
    """Tell whether the beginning of `body` is text in no character set: a picture, a program."""
    start = body[:SNIFFED]
    order = utf16_order(start)
    if order:
        text = start[: len(start) // 2 * 2].decode(order, "replace")
        return len(_BINARY_TEXT.findall(text)) > _MOST_BINARY * len(text)
    if start.startswith((*_UTF16_MARKS, b"\0\0\xfe\xff")):
        return False
    return len(_BINARY.findall(start)) > _MOST_BINARY * len(start)


def utf16_order(body: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """Return the byte order of UTF-16 without a mark, by the zero bytes of ASCII, or None."""
    start = body[:SNIFFED]
    if start.startswith(_UTF16_MARKS):
        return None
    high, low = start[::2].count(0), start[1::2].count(0)
    least = _LEAST_ZEROS * len(start) / 2
    if low > least and low > 3 * high:
        return "utf-16-le"
    return "utf-16-be" if high > least and high > 3 * low else None


def _declared(essence: str) -> Media:
    return next((media for pattern, media in _PATTERNS if pattern.fullmatch(essence)), "other")


def _ole(declared: Media, body: bytes) -> Media:
    if declared == "hwp":
        return "hwp"
    found = (media for name, media in _OLE_STREAMS if name.encode("utf-16-le") in body)
    return next(found, "other")


def _zipped(declared: Media, body: bytes) -> Media:
    if mimetype := _ZIP_MIMETYPE.match(body):
        named = _declared(mimetype[1].decode("ascii"))
        if named in _ZIPPED:
            return named
    if part := _ZIP_PART.search(body):
        return _ZIP_PARTS[part[1]]
    if declared == "hwp":
        return "hwpx"
    return declared if declared in _ZIPPED else "zip"
