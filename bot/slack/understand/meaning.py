"""What a message can mean for the bot, and what is remembered that decides it. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.question import Source


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a thread.

    Attributes:
        answered: The bot has answered in it.
        posted: The source of the question that the bot posted as its first message; None where
            the first message is somebody else's.
    """

    answered: bool = False
    posted: Source | None = None


@dataclass(frozen=True, slots=True)
class InThread:
    """A source that is still to be looked up in its thread.

    Attributes:
        thread_ts: The thread's first message.
        otherwise: The source where the thread offers none.
    """

    thread_ts: str
    otherwise: Source | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for the bot.

    Attributes:
        question: What is asked; never empty.
        source: What to read, or where to look for it.
    """

    question: str
    source: Source | InThread


@dataclass(frozen=True, slots=True)
class Explain:
    """Something addressed to the bot that it can only explain itself to.

    Attributes:
        topic: Which explanation; "ways" are the ways to ask.
        question: As much of a question as there is; it shows the asker's language.
    """

    topic: Literal["ways", "no-thread-source", "thread-unreadable"]
    question: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing for the bot."""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A wish to be asked for question and source one by one."""
