"""What a question that nobody addressed to the bot follows on in its thread. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from bot.slack.understand.incoming import Incoming
from bot.slack.understand.meaning import Ask
from bot.slack.understand.speech.audience import points_into_the_talk
from bot.slack.understand.speech.intent import nods
from bot.slack.understand.written.marks import mentioned, plain
from bot.slack.understand.written.said import said

Json = dict[str, Any]


def overheard(ask: Ask, messages: Sequence[Json], message: Incoming, bot_user: str) -> Ask | None:
    """Return a question that does not speak to the bot, with when it is told; None: never.

    Whoever asks on after the bot's answer to them asks the bot, and what they point to ("그 사람")
    is what it has said. After another person's words both may be meant for that person.

    Args:
        ask: What was understood of it by itself.
        messages: Its thread, oldest first, as Slack sends it.
        message: The message that asks; not the first.
        bot_user: The bot's user id.

    Raises:
        KeyError, ValueError: A message is none of Slack's.
    """
    follows = _followed(messages, message, bot_user)
    points = points_into_the_talk(ask.question)
    if follows == "own-answer":
        return replace(ask, only_found=ask.only_found and not points, only_near=False)
    if follows == "talk":
        return None if points else replace(ask, only_found=True)
    return ask


def _followed(
    messages: Sequence[Json], message: Incoming, bot_user: str
) -> Literal["own-answer", "answer", "talk"]:
    """Return what a message follows on, past nods and what its author has said before it.

    That is what the bot answered its author, or was asked by them; what it answered others, or the
    thread's first message; or what another person said to people.
    """
    earlier = [each for each in messages if float(each["ts"]) < float(message.ts)]
    for at in range(len(earlier) - 1, 0, -1):
        by, words = earlier[at].get("user"), said(earlier[at])
        if by == bot_user:
            own = _asked(earlier[at - 1], message.user, bot_user)
            return "own-answer" if own else "answer"
        if bot_user in mentioned(words):
            return "own-answer" if by == message.user else "answer"
        if by != message.user and not nods(plain(words)):
            return "talk"
    return "answer"


def _asked(message: Json, user: str, bot_user: str) -> bool:
    """Tell whether a message asks for somebody: theirs, or what the bot has posted for them."""
    by = message.get("user")
    return by == user or (by == bot_user and user in mentioned(said(message)))
