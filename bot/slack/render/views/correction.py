"""The form that asks what the right answer is. Pure."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ContextBlock,
    InputBlock,
    Option,
    PlainTextInputElement,
    RichTextBlock,
)

from bot.domain.language import Language, say
from bot.domain.record.record import Record
from bot.slack.render.message import cut
from bot.slack.render.rich_text import quote, section, text
from bot.slack.render.views.modal import modal, plain

CALLBACK_ID = "mrc_correct"
ANSWER_FIELD = "answer"
NONE_FIELD = "none"

_MOST_ANSWER = 300
_MOST_QUESTION = 300


def correction_view(record: Record, metadata: str, days: int, language: Language) -> dict[str, Any]:
    """Return the modal as JSON.

    Args:
        record: The answer that is wrong.
        metadata: Names it when the form comes back.
        days: For how long what is said is kept.
        language: Of whoever fills it in.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    asked = say(language, "feedback.asked", question=cut(record.question, _MOST_QUESTION))
    start, end = record.start or 0, (record.start or 0) + len(record.answer or "")
    shown = record.paragraph
    parts = [
        text(part, bold=index == 1)
        for index, part in enumerate((shown[:start], shown[start:end], shown[end:]))
        if part
    ]
    return modal(
        language,
        "feedback",
        [
            RichTextBlock(
                elements=[
                    section(text(asked)),
                    section(text(say(language, "feedback.paragraph"), bold=True)),
                    quote(*parts),
                ]
            ),
            InputBlock(
                block_id=ANSWER_FIELD,
                label=plain(language, "feedback.answer"),
                optional=True,
                element=PlainTextInputElement(
                    action_id=ANSWER_FIELD,
                    max_length=_MOST_ANSWER,
                    placeholder=plain(language, "feedback.answer-hint"),
                ),
            ),
            InputBlock(
                block_id=NONE_FIELD,
                label=plain(language, "feedback.or"),
                optional=True,
                element=CheckboxesElement(
                    action_id=NONE_FIELD,
                    options=[Option(value=NONE_FIELD, text=plain(language, "feedback.none"))],
                ),
            ),
            ContextBlock(elements=[plain(language, "feedback.kept", days=days)]),
        ],
        callback_id=CALLBACK_ID,
        metadata=metadata,
    )


def read_correction(view: dict[str, Any]) -> tuple[str, bool]:
    """Return what was filled in: the answer, "" for none, and whether there is said to be none.

    Raises:
        KeyError: It is another form.
    """
    values = view["state"]["values"]
    words = (values[ANSWER_FIELD][ANSWER_FIELD].get("value") or "").strip()
    return words, bool(values[NONE_FIELD][NONE_FIELD].get("selected_options"))
