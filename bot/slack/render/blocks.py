"""What a reply looks like in Slack. Pure: builds blocks and text, sends nothing.

Everything is rich_text: mrkdwn's `*bold*` fails where Hangul follows at once, and its escapes are
easy to get wrong. Every message has a plain `text` too, for notifications and screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.language import Language, say
from bot.domain.question import GivenText, Question, WebPage
from bot.domain.reply import Reply
from mrc_core import Answer

Block = dict[str, Any]

_MOST_OTHERS = 2
_MOST_TITLE = 150
_MOST_HEADING = 80
_MOST_TEXT = 2_500


@dataclass(frozen=True, slots=True)
class Message:
    """A message's blocks and its plain fallback, escaped as Slack wants it."""

    text: str
    blocks: list[Block]


def answer_message(reply: Reply, language: Language) -> Message:
    """The reply to a question: the answer, the sentence it stands in, the source."""
    reading = reply.reading
    elements: list[Block] = []
    words: list[str] = []
    if reading.answer is None:
        words.append(say(language, "reply.absent"))
        elements.append(_section(_text(words[0])))
        if reading.candidates:
            words.append(say(language, "reply.nearest"))
            words.append(reading.candidates[0].context)
            elements.append(_section(_text(words[1])))
            elements.append(_quote(_text(reading.candidates[0].context)))
    else:
        if reading.state == "unsure":
            words.append(say(language, "reply.unsure"))
            elements.append(_section(_text(words[0], italic=True)))
        words.append(f"{reading.answer.text} — {reading.answer.context}")
        elements.append(_section(_text(reading.answer.text, bold=True)))
        elements.append(_quote(*_highlighted(reading.answer)))
        if reading.state == "unsure" and len(reading.candidates) > 1:
            elements.append(_section(_text(say(language, "reply.others"))))
            elements.append(_list(reading.candidates[1 : 1 + _MOST_OTHERS]))
    words.append(_source_words(reply, language))
    elements.append(_source(reply, language))
    for note in _notes(reply, language):
        words.append(note)
        elements.append(_section(_text(note, italic=True)))
    return _message("\n".join(words), elements)


def error_message(words: str) -> Message:
    """One short line that says what to do."""
    return _message(words, [_section(_text(words))])


def asked_message(question: Question, user: str, language: Language) -> Message:
    """What the bot posts for a slash command or the form: who asks what of what."""
    asks = say(language, "reply.asks")
    person = {"type": "user", "user_id": user}
    elements = [_section(person, _text(asks), _text(question.text, bold=True))]
    if isinstance(question.source, WebPage):
        source = question.source.url
        elements.append(_section(_link(source, source)))
    elif isinstance(question.source, GivenText):
        source = _cut(question.source.text, _MOST_TEXT)
        elements.append(_quote(_text(source)))
    else:
        source = question.source.name
        elements.append(_section(_text(source)))
    return _message(f"{asks.strip()} {question.text}\n{source}", elements, mention=user)


def help_message(language: Language, bot_name: str) -> Message:
    """The ways to ask."""
    intro = say(language, "help.intro")
    ways = [say(language, f"help.{way}", bot=bot_name) for way in ("url", "text", "thread")]
    ways.append(say(language, "help.command"))
    elements = [
        _section(_text(intro)),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [_section(*_with_code(way)) for way in ways],
        },
    ]
    return _message("\n".join([intro, *(f"• {way}" for way in ways)]), elements)


def _message(words: str, elements: list[Block], mention: str | None = None) -> Message:
    text = _escape(_cut(words, _MOST_TEXT))
    if mention:
        text = f"<@{mention}>{text}"
    return Message(text, [{"type": "rich_text", "elements": elements}])


def _highlighted(answer: Answer) -> list[Block]:
    """The context with the answer in bold."""
    start = answer.start - answer.context_start
    end = answer.end - answer.context_start
    context = answer.context
    parts = [_text(context[start:end], bold=True)]
    if context[:start]:
        parts.insert(0, _text(context[:start]))
    if context[end:]:
        parts.append(_text(context[end:]))
    return parts


def _source(reply: Reply, language: Language) -> Block:
    """The source's name, which opens it where the answer stands, and where that is."""
    label = _text(say(language, "reply.source"))
    name, url = _source_name(reply, language), reply.place.url
    words = [label, _link(url, name) if url else _text(name)]
    if where := _where(reply, language):
        words.append(_text(f" · {where}"))
    return _section(*words)


def _source_words(reply: Reply, language: Language) -> str:
    name, url = _source_name(reply, language), reply.document.url
    words = [name, _where(reply, language), url if url != name else None]
    return say(language, "reply.source") + " · ".join(filter(None, words))


def _where(reply: Reply, language: Language) -> str:
    place = reply.place
    heading = place.heading if place.heading != reply.document.title else None
    page = say(language, "reply.page", page=place.page) if place.page else None
    return " · ".join(filter(None, (heading and _cut(heading, _MOST_HEADING), page)))


def _source_name(reply: Reply, language: Language) -> str:
    document = reply.document
    if document.title or document.url:
        return _cut(document.title or document.url or "", _MOST_TITLE)
    key = {"thread": "thread", "file": "file"}.get(document.kind, "pasted")
    return say(language, f"reply.{key}")


def _notes(reply: Reply, language: Language) -> list[str]:
    reading = reply.reading
    notes = []
    if reading.question_cut:
        notes.append(say(language, "reply.question-cut"))
    if reading.budget_ended:
        notes.append(
            say(
                language,
                "reply.partly-read",
                read=reading.windows_read,
                total=reading.windows_total,
            )
        )
    return notes


def _with_code(words: str) -> list[Block]:
    """Words with `code` in backticks as elements."""
    parts = words.split("`")
    return [
        {"type": "text", "text": part} | ({"style": {"code": True}} if index % 2 else {})
        for index, part in enumerate(parts)
        if part
    ]


def _list(answers: Sequence[Answer]) -> Block:
    items = [_section(_text(answer.text)) for answer in answers]
    return {"type": "rich_text_list", "style": "bullet", "elements": items}


def _section(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _quote(*elements: Block) -> Block:
    return {"type": "rich_text_quote", "elements": list(elements)}


def _text(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _link(url: str, label: str) -> Block:
    return {"type": "link", "url": url, "text": label}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
