"""What the bot says beside its replies: the question that it posts, how to ask. Pure."""

from __future__ import annotations

from slack_sdk.models.blocks import RichTextElement

from bot.domain.language import Language, say
from bot.domain.question import GivenText
from bot.slack.render.message import Message, rich_message
from bot.slack.render.rich_text import (
    bullets,
    link,
    person,
    section,
    text,
    texts_with_code,
)
from bot.slack.understand.meaning import Ask, Explain, Pin, Readable, SlackFile, SlackMessage

_WAYS = ("url", "text", "file", "thread", "shortcut", "command")


def posting(ask: Ask, user: str, language: Language) -> Message:
    """Return what the bot posts for a command or a form: who asks what of what."""
    asks = say(language, "reply.asks")
    elements = [section(person(user), text(asks), text(ask.question, bold=True))]
    words = [f"{asks.strip()} {ask.question}"]
    for source in ask.sources if isinstance(ask.sources, tuple) else ():
        if isinstance(source, SlackMessage) and not source.url:
            continue  # the one that it is posted under
        name, element = _named(source, language)
        words.append(name)
        elements.append(section(element))
    return rich_message("\n".join(words), elements, mention=user)


def pinned_sources(pin: Pin | None, language: Language) -> Message:
    """Return what a thread reads for questions that bring no source."""
    if pin is None or not pin.sources:
        return notice(say(language, "pin.nothing"))
    named = [_named(source, language) for source in pin.sources]
    words = [say(language, "pin.shown"), *(f"• {name}" for name, _ in named)]
    words.append(say(language, "pin.how-to-forget"))
    elements = [
        section(text(words[0])),
        bullets(section(element) for _, element in named),
        section(*texts_with_code(words[-1])),
    ]
    return rich_message("\n".join(words), elements)


def _named(source: Readable, language: Language) -> tuple[str, RichTextElement]:
    """Return what a source is called. Of a passage only its length is told.

    Whoever pastes a passage into a command has not chosen to publish it.
    """
    if isinstance(source, GivenText):
        words = say(language, "reply.pasted-length", count=len(source.text))
        return words, text(words, italic=True)
    if isinstance(source, SlackFile):
        return source.name or source.id, text(source.name or source.id)
    if not source.url:
        return say(language, "pin.message"), text(say(language, "pin.message"))
    return source.url, link(source.url, source.url)


def explanation(meaning: Explain, language: Language, bot_name: str) -> Message:
    """Return what an asker is told who did not ask so that it can be answered."""
    if meaning.topic == "ways":
        return ways_to_ask(language, bot_name)
    return notice(say(language, f"help.{meaning.topic}"))


def ways_to_ask(language: Language, bot_name: str) -> Message:
    """Return the help: the ways to ask."""
    return _with_ways(say(language, "help.intro"), language, bot_name)


def welcome(language: Language, bot_name: str) -> Message:
    """Return what the bot says when it is invited to a channel."""
    message = _with_ways(say(language, "help.welcome"), language, bot_name)
    return below(message, notice(say(language, "help.again")))


def ways(language: Language, bot_name: str) -> list[str]:
    """Return the ways to ask, a line each; what is typed stands in backticks."""
    return [say(language, f"help.{way}", bot=bot_name) for way in _WAYS]


def _with_ways(intro: str, language: Language, bot_name: str) -> Message:
    lines = ways(language, bot_name)
    elements = [section(text(intro)), bullets(section(*texts_with_code(line)) for line in lines)]
    return rich_message("\n".join([intro, *(f"• {line}" for line in lines)]), elements)


def explained(message: Message, why: str) -> Message:
    """Return a message below one line that says why it is seen here, by its asker alone."""
    return below(notice(why), message)


def below(first: Message, then: Message) -> Message:
    """Return two messages as one."""
    return Message(f"{first.text}\n{then.text}", [*first.blocks, *then.blocks])


def notice(words: str) -> Message:
    """Return one short line that says what to do."""
    return rich_message(words, [section(*texts_with_code(words))])


def too_many(most: int, language: Language) -> Message:
    """Return what somebody is told who asks more than can be answered meanwhile."""
    return notice(say(language, "help.too-many", most=most))


def place_in_queue(before: int, language: Language) -> Message:
    """Return what somebody is told whose question waits for its turn."""
    key = "help.waits" if before else "help.next"
    return notice(say(language, key, before=before))
