"""The button on a reply that nobody asked for, by which anyone may take it away. Pure."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextObject

from bot.domain.language import Language, say
from bot.slack.render.message import Message

ACTION_ID = "mrc_remove"


def removable(message: Message, question_ts: str, language: Language) -> Message:
    """Return a reply with a button to remove it; the button's value is the question's ts."""
    button = ButtonElement(
        text=PlainTextObject(text=say(language, "reply.remove")),
        action_id=ACTION_ID,
        value=question_ts,
        accessibility_label=say(language, "reply.remove-label"),
    )
    return Message(message.text, [*message.blocks, ActionsBlock(elements=[button]).to_dict()])
