"""The form in which a question and its source are asked for one by one. Pure."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ConversationSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    RichTextBlock,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.domain.errors import BotError, NoQuestionError, QuestionTooLongError
from bot.domain.language import Language, say
from bot.domain.question import MAX_QUESTION_CHARACTERS
from bot.slack.render.message import cut
from bot.slack.render.rich_text import quote, section, text
from bot.slack.render.views.modal import modal, plain
from bot.slack.understand.form import (
    ALONE,
    AUDIENCE_FIELD,
    CHANNEL_FIELD,
    EVERYONE,
    FIELD_CHARACTERS,
    FILES_FIELD,
    MOST_SOURCE_FIELDS,
    QUESTION_FIELD,
    SOURCE_FIELD,
    Origin,
    in_fields,
    kept_origin,
)
from bot.slack.understand.meaning import MOST_SOURCES, OpenForm

CALLBACK_ID = "mrc_ask"

_MOST_OF_MESSAGE = 300


def form_view(
    language: Language,
    origin: Origin,
    filled: OpenForm,
    *,
    alone: bool = False,
    about: str = "",
    callback_id: str = CALLBACK_ID,
) -> dict[str, Any]:
    """Return the modal as JSON.

    Args:
        language: Of whoever opened it.
        origin: Where it was opened.
        filled: What is known already.
        alone: That only its asker sees the answer is chosen beforehand.
        about: What the message says that is asked about.
        callback_id: Names the form when it comes back.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    blocks = [*_message(language, about), _question(language, filled.question)]
    if not (origin.message and origin.joined):
        blocks += [*_sources(language, filled.source), _files(language)]
    if not origin.message:
        blocks.append(_channel(language))
    if origin.joined:
        blocks.append(_audience(language, origin, alone=alone))
    metadata = kept_origin(origin)
    return modal(language, "form", blocks, callback_id=callback_id, metadata=metadata)


def form_errors(error: BotError, language: Language) -> dict[str, str]:
    """Return what is wrong with what was filled in, by the field where it is shown."""
    of_question = isinstance(error, NoQuestionError | QuestionTooLongError)
    words = say(language, f"error.{error.slug}", **error.parameters)
    return {QUESTION_FIELD if of_question else SOURCE_FIELD: words}


def _message(language: Language, about: str) -> list[Block]:
    if not about:
        return []
    words = section(text(say(language, "form.about")))
    return [RichTextBlock(elements=[words, quote(text(cut(about, _MOST_OF_MESSAGE)))])]


def _question(language: Language, known: str) -> InputBlock:
    return _input(
        language,
        QUESTION_FIELD,
        PlainTextInputElement(
            action_id=QUESTION_FIELD,
            max_length=MAX_QUESTION_CHARACTERS,
            initial_value=known or None,
            placeholder=plain(language, "form.question-hint"),
        ),
    )


def _sources(language: Language, known: str) -> list[InputBlock]:
    """Return the field for a text or a link, in as many parts as what is known of it takes."""
    fields = []
    for number, part in enumerate(in_fields(known)[:MOST_SOURCE_FIELDS], start=1):
        name = SOURCE_FIELD if number == 1 else f"{SOURCE_FIELD}{number}"
        element = PlainTextInputElement(
            action_id=name,
            multiline=True,
            max_length=FIELD_CHARACTERS,
            initial_value=part or None,
            placeholder=plain(language, "form.source-hint"),
        )
        label = "form.source" if number == 1 else "form.source-more"
        fields.append(_input(language, name, element, label=label, optional=True))
    return fields


def _files(language: Language) -> InputBlock:
    element = FileInputElement(action_id=FILES_FIELD, max_files=MOST_SOURCES)
    return _input(language, FILES_FIELD, element, optional=True)


def _channel(language: Language) -> InputBlock:
    """Return the choice of a conversation: the one on the screen, unless another is chosen."""
    element = ConversationSelectElement(
        action_id=CHANNEL_FIELD,
        default_to_current_conversation=True,
        response_url_enabled=True,
        placeholder=plain(language, "form.channel-hint"),
    )
    return _input(language, CHANNEL_FIELD, element, optional=True)


def _audience(language: Language, origin: Origin, *, alone: bool) -> InputBlock:
    """Return the choice of who sees the question, which says so before it is posted."""
    where = "thread" if origin.message else "everyone"
    everyone, nobody_else = (
        Option(
            value=value,
            text=plain(language, f"form.{words}"),
            description=plain(language, f"form.{words}-note"),
        )
        for value, words in ((EVERYONE, where), (ALONE, "alone"))
    )
    element = RadioButtonsElement(
        action_id=AUDIENCE_FIELD,
        options=[everyone, nobody_else],
        initial_option=nobody_else if alone else everyone,
    )
    return _input(language, AUDIENCE_FIELD, element)


def _input(
    language: Language,
    name: str,
    element: InputInteractiveElement,
    *,
    label: str = "",
    optional: bool = False,
) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=plain(language, label or f"form.{name}"),
        element=element,
        optional=optional,
    )
