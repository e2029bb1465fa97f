"""What every listener is given. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.service import QuestionService
from bot.slack.answering.running import Running
from bot.slack.client.delivery import Delivery
from bot.slack.client.people import People
from bot.slack.client.status import Statuses
from bot.slack.memory import Memory
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import Identity
from bot.slack.understand.message import Unaddressed


@dataclass(frozen=True, slots=True)
class Deps:
    """What answering needs.

    Attributes:
        service: Answers questions.
        memory: Of messages and threads.
        people: Their languages.
        bot: Who the bot is.
        sources: Make what a message names readable.
        delivery: Gets messages through to Slack.
        statuses: Show that a question is worked on.
        unaddressed: What becomes of a link with a question that nobody addressed to the bot.
        running: The questions that are being worked on.
    """

    service: QuestionService
    memory: Memory
    people: People
    bot: Identity
    sources: Sources
    delivery: Delivery
    statuses: Statuses
    unaddressed: Unaddressed = "found"
    running: Running = field(default_factory=Running)
