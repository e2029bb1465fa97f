"""Other candidates of a reply. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import RichTextElement

from bot.domain.language import Language, say
from bot.domain.record.record import Other
from bot.slack.render.message import Message, rich_message
from bot.slack.render.rich_text import bullets, link, section, text


def listed(others: Sequence[Other], language: Language) -> list[RichTextElement]:
    """Return other candidates, each in its sentence and with a link to where that stands."""
    return [section(text(say(language, "reply.others"))), bullets(map(_other, others))]


def others_message(others: Sequence[Other], language: Language) -> Message:
    """Return other candidates as a message of their own."""
    words = [say(language, "reply.others"), *(f"• {each.text}" for each in others)]
    return rich_message("\n".join(words), listed(others, language))


def _other(other: Other) -> RichTextElement:
    parts = [text(other.text, bold=True)]
    if other.sentence not in ("", other.text):
        parts.append(text(f" — {other.sentence}"))
    if other.where:
        parts += [text(" · "), link(other.url, other.where) if other.url else text(other.where)]
    return section(*parts)
