"""The form that `/mrc` alone opens. Pure."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View

from bot.domain.errors import BotError, NoQuestionError, QuestionTooLongError
from bot.domain.language import Language, say
from bot.domain.question import MAX_QUESTION_CHARACTERS
from bot.slack.understand.command import QUESTION_FIELD, SOURCE_FIELD

CALLBACK_ID = "mrc_ask"


def form_view(language: Language, channel: str) -> dict[str, Any]:
    """Return the modal as JSON; the channel to answer in travels as its private metadata.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    return View(
        type="modal",
        callback_id=CALLBACK_ID,
        private_metadata=channel,
        title=_plain(language, "form.title"),
        submit=_plain(language, "form.submit"),
        close=_plain(language, "form.cancel"),
        blocks=[
            _input(language, QUESTION_FIELD, multiline=False, most=MAX_QUESTION_CHARACTERS),
            # Slack takes 3000 characters in a field; longer texts go into a message.
            _input(language, SOURCE_FIELD, multiline=True, most=3000),
        ],
    ).to_dict()


def form_errors(error: BotError, language: Language) -> dict[str, str]:
    """Return what is wrong with what was filled in, by the field where it is shown."""
    of_question = isinstance(error, NoQuestionError | QuestionTooLongError)
    words = say(language, f"error.{error.slug}", **error.parameters)
    return {QUESTION_FIELD if of_question else SOURCE_FIELD: words}


def _input(language: Language, name: str, *, multiline: bool, most: int) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=_plain(language, f"form.{name}"),
        element=PlainTextInputElement(
            action_id=name,
            multiline=multiline,
            max_length=most,
            placeholder=_plain(language, f"form.{name}-hint"),
        ),
    )


def _plain(language: Language, key: str) -> PlainTextObject:
    return PlainTextObject(text=say(language, key))
