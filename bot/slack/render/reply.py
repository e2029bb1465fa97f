"""What the reply to a question looks like: the answer, or why there is none. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from slack_sdk.models.blocks import RichTextElement

from bot.domain.errors import BotError, NothingReadError, Unread
from bot.domain.language import Language, say
from bot.domain.record.record import others_of
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.slack.render.message import Message, cut, rich_message
from bot.slack.render.others import listed
from bot.slack.render.rich_text import bullets, link, quote, section, text, time, time_words
from mrc_core import Answer

_MOST_TITLE = 150
# Of an answer that is all but its sentence, the sentence says it all.
_WHOLE = 0.8
_MOST_HEADING = 80
_TIME = "\0"


def reply_message(
    reply: Reply, language: Language, *, pinned: bool = False, foreign: bool = False
) -> Message:
    """Return the reply to a question: the answer, the sentence it stands in, the source.

    Args:
        reply: What was found.
        language: Of the reply.
        pinned: The source is what the thread reads, and not what the question named.
        foreign: It was asked in a language that the reader does not read.
    """
    words, elements = _told(reply, language)
    notes = [say(language, "pin.read")] if pinned else []
    if foreign and reply.reading.state != "found":
        notes.append(say(language, "reply.foreign"))
    for note in [*notes, *_notes(reply, language)]:
        words.append(note)
        elements.append(section(text(note, italic=True)))
    return rich_message("\n".join(words), elements)


def replies_message(
    replies: Mapping[str, Reply], language: Language, *, pinned: bool = False
) -> Message:
    """Return one message of the replies to several questions, each below its question.

    Args:
        replies: By question, of the same sources.
        language: Of the replies.
        pinned: The source is what the thread reads, and not what the questions named.
    """
    words: list[str] = []
    elements: list[RichTextElement] = []
    for question, reply in replies.items():
        told, shown = _told(reply, language)
        words += [question, *told]
        elements += [section(text(question, bold=True)), *shown]
    every = (note for reply in replies.values() for note in _notes(reply, language))
    for note in dict.fromkeys([*([say(language, "pin.read")] if pinned else []), *every]):
        words.append(note)
        elements.append(section(text(note, italic=True)))
    return rich_message("\n".join(words), elements)


def _told(reply: Reply, language: Language) -> tuple[list[str], list[RichTextElement]]:
    answer = reply.reading.answer
    if answer is None:
        words, elements = _absent(reply, language)
    else:
        words, elements = _answered(reply, answer, language)
    words.append(_source_words(reply, language))
    elements.append(_source(reply, language))
    return words, elements


def _answered(
    reply: Reply, answer: Answer, language: Language
) -> tuple[list[str], list[RichTextElement]]:
    words: list[str] = []
    elements: list[RichTextElement] = []
    if reply.reading.state == "unsure":
        words.append(say(language, "reply.unsure"))
        elements.append(section(text(words[0], italic=True)))
    shown, start = reply.shown(answer)
    words.append(f"{answer.text} — {answer.context}")
    if len(answer.text) < _WHOLE * len(shown):
        label = text(say(language, "reply.answer"))
        elements.append(section(label, text(answer.text, bold=True)))
    elements.append(quote(*_highlighted(shown, start, start + len(answer.text))))
    if reply.reading.state == "unsure" and (others := others_of(reply, language)):
        elements += listed(others, language)
    return words, elements


def _absent(reply: Reply, language: Language) -> tuple[list[str], list[RichTextElement]]:
    words = [say(language, f"reason.{reply.reason}" if reply.reason else "reply.absent")]
    elements = [section(text(words[0]))]
    if reply.nearest:
        words.append(say(language, "reply.nearest"))
        elements.append(section(text(words[1])))
        passages = [_nearest(reply, at, language) for at in reply.nearest]
        several = len(passages) > 1
        elements.append(bullets(map(_line, passages)) if several else quote(*passages[0]))
        words += [f"• {reply.reading.candidates[at].context}" for at in reply.nearest]
    return words, elements


def _line(parts: Sequence[RichTextElement]) -> RichTextElement:
    return section(*parts)


def _nearest(reply: Reply, candidate: int, language: Language) -> list[RichTextElement]:
    """Return a passage that is not the answer, with a link to where it stands."""
    answer, url = reply.reading.candidates[candidate], reply.places[candidate].url
    document = reply.documents[answer.passage]
    where = _where(reply, language, candidate)
    if document is not reply.document:
        where = " · ".join(filter(None, [_source_name(document, language), where]))
    parts = [text(answer.context)]
    if where or url:
        label = where or say(language, "reply.there")
        parts += [text(" — "), link(url, label) if url else text(label)]
    return parts


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


def _highlighted(shown: str, start: int, end: int) -> list[RichTextElement]:
    """Return what is shown with the answer, `shown[start:end]`, in bold."""
    parts = [text(shown[start:end], bold=True)]
    if shown[:start]:
        parts.insert(0, text(shown[:start]))
    if shown[end:]:
        parts.append(text(shown[end:]))
    return parts


def _source(reply: Reply, language: Language) -> RichTextElement:
    """Return the source: what it is called, its site, where in it, and how old the copy is.

    The name opens it where the answer stands.
    """
    label = text(say(language, "reply.source"))
    document, url = reply.document, reply.place.url
    name = _source_name(document, language)
    words = [label, link(url, name) if url else text(name)]
    rest = [_site(document), _where(reply, language)]
    words += [text(f" · {part}") for part in rest if part]
    if document.fetched_at:
        before, after = say(language, "reply.fetched", time=_TIME).split(_TIME)
        words += [text(f" · {before}"), time(document.fetched_at)]
        words += [text(after)] if after else []
    return section(*words)


def _source_words(reply: Reply, language: Language) -> str:
    document = reply.document
    name, url = _source_name(document, language), document.url
    words = [name, _where(reply, language), url if url != name else None]
    if document.fetched_at:
        words.append(say(language, "reply.fetched", time=time_words(document.fetched_at)))
    return say(language, "reply.source") + " · ".join(filter(None, words))


def _site(document: Document) -> str | None:
    """Return the name of a source's host: anyone may give a page any title."""
    if not document.title or not document.url:
        return None
    return (urlsplit(document.url).hostname or "").removeprefix("www.")


def _where(reply: Reply, language: Language, candidate: int = 0) -> str:
    return " · ".join(cut(words, _MOST_HEADING) for words in reply.where(language, candidate))


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
