"""The app's Home tab: how to ask, what one has asked, what reads, what holds where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ConversationFilter,
    ConversationSelectElement,
    DividerBlock,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
)
from slack_sdk.models.views import View

from bot.domain.language import Language, say
from bot.slack.render.message import cut
from bot.slack.render.notice import ways
from bot.slack.render.rich_text import bullets, link, section, text, texts_with_code, time
from mrc_core import ModelInfo

RULES = "mrc_home_rules"
"""The id of the choice of a channel whose settings are to be seen."""

_MOST_QUESTION = 150
_MOST_ANSWER = 80


@dataclass(frozen=True, slots=True)
class Recent:
    """A question that somebody has asked lately.

    Attributes:
        question: As it was asked.
        answer: What was answered; None where there was no answer.
        at: When it was asked.
        url: Opens it; None where nobody knows its address.
    """

    question: str
    answer: str | None
    at: datetime
    url: str | None


def home_view(
    recent: Sequence[Recent] | None, model: ModelInfo, language: Language, bot_name: str
) -> dict[str, Any]:
    """Return the Home tab as JSON.

    Args:
        recent: The viewer's latest questions; None where none are kept.
        model: Which reader answers.
        language: The viewer's.
        bot_name: What people call the bot.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    about = section(*texts_with_code(say(language, "home.about")))
    blocks: list[Block] = [
        _header(language, "ask"),
        _rich(about, bullets(section(*texts_with_code(way)) for way in ways(language, bot_name))),
    ]
    if recent is not None:
        lines = [_asked(each, language) for each in recent]
        none = section(text(say(language, "home.none"), italic=True))
        blocks += [
            DividerBlock(),
            _header(language, "recent"),
            _rich(bullets(lines) if lines else none),
        ]
    reader = section(
        text(f"{model.name} {model.version}".strip(), bold=True),
        text(f" — {say(language, 'home.reads')}"),
    )
    blocks += [DividerBlock(), _header(language, "reader"), _rich(reader)]
    blocks += [DividerBlock(), _header(language, "rules"), _channel(language)]
    return View(type="home", blocks=blocks).to_dict()


def _channel(language: Language) -> ActionsBlock:
    """Return the choice of a channel; whether its settings can be changed shows when it is made."""
    choice = ConversationSelectElement(
        action_id=RULES,
        placeholder=PlainTextObject(text=say(language, "home.rules-hint")),
        filter=ConversationFilter(include=["public", "private"]),
    )
    return ActionsBlock(elements=[choice])


def _asked(recent: Recent, language: Language) -> RichTextElement:
    question = cut(" ".join(recent.question.split()), _MOST_QUESTION)
    answer = cut(recent.answer or say(language, "home.absent"), _MOST_ANSWER)
    return section(
        link(recent.url, question) if recent.url else text(question),
        text(" — "),
        text(answer, bold=bool(recent.answer)),
        text(" · "),
        time(recent.at),
    )


def _header(language: Language, key: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=say(language, f"home.{key}")))


def _rich(*elements: RichTextElement) -> RichTextBlock:
    return RichTextBlock(elements=elements)
