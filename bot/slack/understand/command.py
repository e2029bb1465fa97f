"""What comes by `/mrc` and by its form: a question and its source. Pure."""

from __future__ import annotations

from typing import Any

from bot.domain.question import GivenText, Question, WebPage
from bot.slack.understand.meaning import Explain, OpenForm
from bot.slack.understand.parse import parse

QUESTION_FIELD = "question"
SOURCE_FIELD = "source"


def understand_command(text: str) -> Question | Explain | OpenForm:
    """Return what the text after `/mrc` means.

    Args:
        text: As Slack sends it.
    """
    if not text.strip():
        return OpenForm()
    parsed = parse(text)
    if not parsed.question or parsed.source is None:
        return Explain("ways", text)
    return Question(parsed.question, (parsed.source,))


def understand_form(view: dict[str, Any]) -> tuple[str, Question]:
    """Return the channel and the question of a submitted form.

    Args:
        view: As Slack sends it: the form of `render/form.py`, with what was filled in.

    Raises:
        KeyError: It is another form.
    """
    values = view["state"]["values"]
    question = values[QUESTION_FIELD][QUESTION_FIELD]["value"] or ""
    source = (values[SOURCE_FIELD][SOURCE_FIELD]["value"] or "").strip()
    parsed = parse(source)
    link_alone = isinstance(parsed.source, WebPage) and not parsed.question
    named = parsed.source if link_alone and parsed.source else GivenText(source)
    return view["private_metadata"], Question(question.strip(), (named,))
