"""Slack's rich text, in the few forms that replies use. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from slack_sdk.models.blocks import (
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

_MOST_URL = 3_000


def text(words: str, *, bold: bool = False, italic: bool = False) -> RichTextElement:
    """Return words in one style."""
    if not (bold or italic):
        return RichTextElementParts.Text(text=words)
    style = RichTextElementParts.TextStyle(bold=bold or None, italic=italic or None)
    return RichTextElementParts.Text(text=words, style=style)


def texts_with_code(words: str) -> list[RichTextElement]:
    """Return words as elements, those in backticks as code."""
    code = RichTextElementParts.TextStyle(code=True)
    return [
        RichTextElementParts.Text(text=part, style=code if index % 2 else None)
        for index, part in enumerate(words.split("`"))
        if part
    ]


def link(url: str, label: str) -> RichTextElement:
    """Return a link; its label alone where Slack would not take the address."""
    return RichTextElementParts.Link(url=url, text=label) if len(url) <= _MOST_URL else text(label)


def time(at: datetime) -> RichTextElement:
    """Return a time, which each reader sees in their own zone and language."""
    return RichTextElementParts.Date(
        timestamp=int(at.timestamp()),
        format="{date_short_pretty} {time}",
        fallback=time_words(at),
    )


def time_words(at: datetime) -> str:
    """Return a time in plain words."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def person(user: str) -> RichTextElement:
    """Return a mention of a user, by id."""
    return RichTextElementParts.User(user_id=user)


def section(*elements: RichTextElement) -> RichTextElement:
    """Return a line of elements."""
    return RichTextSectionElement(elements=elements)


def quote(*elements: RichTextElement) -> RichTextElement:
    """Return a quotation."""
    return RichTextQuoteElement(elements=elements)


def bullets(lines: Iterable[RichTextElement]) -> RichTextElement:
    """Return a list of lines with bullets."""
    return RichTextListElement(style="bullet", elements=list(lines))
