"""What every listener is given. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.service import QuestionService
from bot.slack.answering.running import Running
from bot.slack.client.people import People
from bot.slack.memory import Memory
from bot.slack.understand.incoming import Identity


@dataclass(frozen=True, slots=True)
class Deps:
    """What answering needs.

    Attributes:
        service: Answers questions.
        memory: Of messages and threads.
        people: Their languages.
        bot: Who the bot is.
        running: The questions that are being worked on.
    """

    service: QuestionService
    memory: Memory
    people: People
    bot: Identity
    running: Running = field(default_factory=Running)
