"""A message as it is sent: rich text, and plain text beside it. Pure.

Everything is rich_text: mrkdwn's `*bold*` fails where Hangul follows at once, and its escapes are
easy to get wrong. Every message has a plain `text` too, for notifications and screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import RichTextBlock, RichTextElement

MOST_TEXT = 2_500
"""The most characters of a message's plain text, and of a passage that it shows."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        text: The plain fallback, escaped as Slack wants it.
        blocks: Slack's blocks as JSON, within Slack's limits.
    """

    text: str
    blocks: list[dict[str, Any]]


def rich_message(
    words: str, elements: Sequence[RichTextElement], mention: str | None = None
) -> Message:
    """Return a message of one rich text.

    Args:
        words: The same in plain words, not yet escaped.
        elements: The rich text's sections, lists and quotes.
        mention: The user whom the plain words begin with.

    Raises:
        SlackObjectFormationError: Slack would refuse the block.
    """
    text = _escaped(cut(words, MOST_TEXT))
    if mention:
        text = f"<@{mention}>{text}"
    return Message(text, [RichTextBlock(elements=elements).to_dict()])


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters; an ellipsis says that there were more."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
