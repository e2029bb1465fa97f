"""What comes by `/mrc` and by its form: a question and its source. Pure."""

from __future__ import annotations

from typing import Any

import regex

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.links import take_links
from bot.slack.understand.meaning import Ask, Explain, OpenForm, Readable
from bot.slack.understand.parse import parse
from bot.slack.understand.speech.prose import is_passage
from bot.slack.understand.written.marks import without_style

QUESTION_FIELD = "question"
SOURCE_FIELD = "source"

_BARE_ADDRESS = regex.compile(r"(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?::\d{1,5})?(?:/\S*)?")


def understand_command(text: str) -> Ask | Explain | OpenForm:
    """Return what the text after `/mrc` means.

    Args:
        text: As Slack sends it.
    """
    if not text.strip():
        return OpenForm()
    parsed = parse(without_style(text))
    if not parsed.question:
        return Explain("which-question" if parsed.sources else "ways", text)
    if not parsed.sources:
        return Explain("no-source", text)
    return Ask(parsed.question, parsed.sources)


def understand_form(view: dict[str, Any]) -> tuple[str, Ask]:
    """Return the channel and the question of a submitted form.

    Args:
        view: As Slack sends it: the form of `render/form.py`, with what was filled in.

    Raises:
        KeyError: It is another form.
    """
    values = view["state"]["values"]
    question = values[QUESTION_FIELD][QUESTION_FIELD]["value"] or ""
    source = (values[SOURCE_FIELD][SOURCE_FIELD]["value"] or "").strip()
    return view["private_metadata"], Ask(question.strip(), _named(source))


def _named(source: str) -> tuple[Readable, ...]:
    """Return what somebody has put into the field for a text or a link."""
    if _BARE_ADDRESS.fullmatch(source):
        return (WebPage(f"https://{source}"),)
    links = take_links(source)
    return links.sources if links.sources and not is_passage(links.rest) else (GivenText(source),)
