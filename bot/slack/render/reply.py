"""What the reply to a question looks like: the answer, or why there is none. Pure."""

from __future__ import annotations

from slack_sdk.models.blocks import RichTextElement

from bot.domain.errors import BotError, NothingReadError, Unread
from bot.domain.language import Language, say
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.slack.render.message import Message, cut, rich_message
from bot.slack.render.rich_text import bullets, link, quote, section, text
from mrc_core import Answer

_MOST_OTHERS = 2
_MOST_TITLE = 150
_MOST_HEADING = 80


def reply_message(reply: Reply, language: Language) -> Message:
    """Return the reply to a question: the answer, the sentence it stands in, the source."""
    reading = reply.reading
    elements: list[RichTextElement] = []
    words: list[str] = []
    if reading.answer is None:
        words.append(say(language, f"reason.{reply.reason}" if reply.reason else "reply.absent"))
        elements.append(section(text(words[0])))
        if reply.nearest:
            words.append(say(language, "reply.nearest"))
            words.append(reply.nearest.context)
            elements.append(section(text(words[1])))
            elements.append(quote(text(reply.nearest.context)))
    else:
        if reading.state == "unsure":
            words.append(say(language, "reply.unsure"))
            elements.append(section(text(words[0], italic=True)))
        words.append(f"{reading.answer.text} — {reading.answer.context}")
        elements.append(section(text(reading.answer.text, bold=True)))
        elements.append(quote(*_highlighted(reading.answer)))
        if reading.state == "unsure" and len(reading.candidates) > 1:
            elements.append(section(text(say(language, "reply.others"))))
            others = reading.candidates[1 : 1 + _MOST_OTHERS]
            elements.append(bullets(_other(reply, other, language) for other in others))
    words.append(_source_words(reply, language))
    elements.append(_source(reply, language))
    for note in _notes(reply, language):
        words.append(note)
        elements.append(section(text(note, italic=True)))
    return rich_message("\n".join(words), elements)


def failure_message(error: BotError, language: Language) -> Message:
    """Return the reply to a question that could not be answered: one line that says why."""
    words = [_reason(error, language)]
    if isinstance(error, NothingReadError):
        words += [_unread(one, language) for one in error.unread]
    return rich_message("\n".join(words), [section(text(line)) for line in words])


def _reason(error: BotError, language: Language) -> str:
    return say(language, f"error.{error.slug}", **error.parameters)


def _unread(one: Unread, language: Language) -> str:
    """Return what a source is called, and why it could not be read."""
    name = cut(one.name, _MOST_TITLE) or say(language, "reply.pasted")
    return say(language, "reply.unread", name=name, reason=_reason(one.error, language))


def _highlighted(answer: Answer) -> list[RichTextElement]:
    """Return the context with the answer in bold."""
    start = answer.start - answer.context_start
    end = answer.end - answer.context_start
    context = answer.context
    parts = [text(context[start:end], bold=True)]
    if context[:start]:
        parts.insert(0, text(context[:start]))
    if context[end:]:
        parts.append(text(context[end:]))
    return parts


def _other(reply: Reply, other: Answer, language: Language) -> RichTextElement:
    """Return another candidate, with its source where that is another one."""
    document = reply.documents[other.passage]
    if document is reply.document:
        return section(text(other.text))
    return section(text(other.text), text(f" — {_source_name(document, language)}"))


def _source(reply: Reply, language: Language) -> RichTextElement:
    """Return the source's name, which opens it where the answer stands, and where that is."""
    label = text(say(language, "reply.source"))
    name, url = _source_name(reply.document, language), reply.place.url
    words = [label, link(url, name) if url else text(name)]
    if where := _where(reply, language):
        words.append(text(f" · {where}"))
    return section(*words)


def _source_words(reply: Reply, language: Language) -> str:
    name, url = _source_name(reply.document, language), reply.document.url
    words = [name, _where(reply, language), url if url != name else None]
    return say(language, "reply.source") + " · ".join(filter(None, words))


def _where(reply: Reply, language: Language) -> str:
    return " · ".join(cut(words, _MOST_HEADING) for words in reply.where(language))


def _source_name(document: Document, language: Language) -> str:
    if document.title or document.url:
        return cut(document.title or document.url or "", _MOST_TITLE)
    key = {"thread": "thread", "file": "file"}.get(document.kind, "pasted")
    return say(language, f"reply.{key}")


def _notes(reply: Reply, language: Language) -> list[str]:
    """Return what the asker should know of how the source was read, one line each."""
    reading = reply.reading
    notes = [_unread(one, language) for one in reply.unread]
    if not reply.document.complete:
        notes.append(say(language, "reply.source-cut"))
    if reading.question_cut:
        notes.append(say(language, "reply.question-cut"))
    if reading.budget_ended:
        read = {"read": reading.windows_read, "total": reading.windows_total}
        notes.append(say(language, "reply.partly-read", **read))
    return notes
