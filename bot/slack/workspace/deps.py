"""What every listener is given, of the workspace that it is called from. Data only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.service.service import QuestionService
from bot.slack.client.delivery import Delivery
from bot.slack.client.people import People
from bot.slack.client.standing import Standing
from bot.slack.client.status import Statuses
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import Identity
from bot.slack.workspace.channels import ChannelRules
from bot.slack.workspace.memory import Memory
from bot.slack.workspace.rate import Rate
from bot.slack.workspace.running import Running
from bot.store.answers import Answers
from bot.store.inbox.inbox import Inbox


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
        rules: What holds in each channel.
        standing: Who people are in the workspace.
        inbox: Where questions wait for their turn.
        answers: What was answered.
        call: Tells whoever works on it that there is something new.
        found_again: Is told of messages that Slack had although nobody had heard so.
        judged: Is told what somebody says of an answer: right, or wrong.
        worth: Seconds for which an answer is worth giving.
        most_asked: Questions that one person may have in the inbox.
        feedback_days: For how long feedback is kept; 0: none is asked for.
        public_url: Where people reach the bot's page; None: nowhere.
        running: What is being done beside them.
        rate: How often workflows are answered, by channel.
    """

    service: QuestionService
    memory: Memory
    people: People
    bot: Identity
    sources: Sources
    delivery: Delivery
    statuses: Statuses
    rules: ChannelRules
    standing: Standing
    inbox: Inbox
    answers: Answers
    call: Callable[[], None]
    found_again: Callable[[], None]
    judged: Callable[[str], None]
    worth: float
    most_asked: int
    feedback_days: int = 0
    public_url: str | None = None
    running: Running = field(default_factory=Running)
    rate: Rate = field(default_factory=Rate)
