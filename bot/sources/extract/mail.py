"""A mail (.eml) -> who sent it to whom and when, its text, and the names of what is attached."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage, Message

from bot.domain.source.blocks import Extracted
from bot.sources.extract.charset import decode
from bot.sources.extract.html.page import extract_content
from bot.sources.extract.lines import tidy, width
from bot.sources.extract.tables.rows import named
from bot.sources.extract.writer import BlockWriter, concatenated

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_MOST_FORWARDED = 5
# The standard library's parser of headers takes time that grows with the square of their length.
_LONGEST_HEADER = 2_000
_REGISTRY = HeaderRegistry()
_POLICY = email.policy.default.clone(
    header_factory=lambda name, value: _REGISTRY(name, value[:_LONGEST_HEADER])
)
_DEEPEST = 3
# A longer line was cut by the program that sent it, and goes on in the next one.
_WRAPPED = 60
_STARTS_ANEW = re.compile(r"\s|[-*•·○●▶※>#]|\(?\d{1,3}[.)]|[가-하][.)]|[\w ]{1,20}:\s|[-=_]{3}")


def extract_mail(body: bytes) -> Extracted:
    """Read a mail, as its HTML shows it or else its plain text, with what is forwarded in it."""
    message = email.message_from_bytes(body, policy=_POLICY)
    page = concatenated(list(_parts(message, 0)))
    sent = getattr(message.get("Date"), "datetime", None)
    return replace(
        page,
        title=_header(message, "Subject") or None,
        date=sent.isoformat() if isinstance(sent, datetime) else None,
    )


def _parts(message: EmailMessage, depth: int) -> Iterator[Extracted]:
    head = BlockWriter()
    for name in _HEADERS:
        if value := _header(message, name):
            head.add_row(named(name, [value]))
    yield Extracted(head.text(), head.blocks())
    body = message.get_body(("html", "plain"))
    if body is not None:
        text = decode(_payload(body), str(body.get("Content-Type", "")))
        is_html = body.get_content_subtype() == "html"
        yield extract_content(text) if is_html else _plain(text)
    attached = list(message.iter_attachments()) if message.is_multipart() else []
    names = [tidy(part.get_filename() or "") for part in attached]
    if any(names):
        foot = BlockWriter()
        foot.add_row(named("Attachments", [", ".join(filter(None, names))]))
        yield Extracted(foot.text(), foot.blocks())
    forwarded = [part for part in attached if part.get_content_type() == "message/rfc822"]
    for part in forwarded[:_MOST_FORWARDED] if depth < _DEEPEST else ():
        inner = part.get_content()
        if isinstance(inner, EmailMessage):
            yield from _parts(inner, depth + 1)


def _header(message: EmailMessage, name: str) -> str:
    return tidy(str(message.get(name, "")))


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _plain(text: str) -> Extracted:
    """Put together the lines that were cut for the width of a screen."""
    writer = BlockWriter()
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        goes_on = paragraph and width(paragraph[-1]) > _WRAPPED and not _STARTS_ANEW.match(line)
        if not (goes_on and line.strip()):
            writer.add("paragraph", tidy(" ".join(paragraph)))
            paragraph = []
        paragraph.append(line)
    return Extracted(writer.text(), writer.blocks())
