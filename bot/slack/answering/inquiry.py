"""A question with its source, and where its reply goes. Data only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from bot.domain.language import Language
from bot.slack.understand.meaning import Ask

KEYS = uuid.UUID("4b1c7a0e-6d0f-5f5a-9a53-0d5e2f6f7c11")
"""The name space of the ids by which Slack can tell that it has a message already."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with its source, and where its reply goes.

    Attributes:
        channel: Where it was asked.
        ts: The message that asks; "" where it could not be posted.
        thread_ts: The thread's first message, or the one that asks; "" as well.
        user: Who asks.
        ask: What is asked of what.
        language: Of the reply.
        response_url: Where its asker can be told, if the question came by a command.
    """

    channel: str
    ts: str
    thread_ts: str
    user: str
    ask: Ask
    language: Language
    response_url: str | None = None

    @property
    def unasked(self) -> bool:
        """Return whether it may well be that nobody spoke to the bot.

        It replies only if it has found something then, nothing shows that it looked, and anyone
        may take the reply away.
        """
        return self.ask.only_found or self.ask.only_near

    @property
    def key(self) -> str:
        """Return what names the question within its workspace."""
        return f"{self.channel}:{self.ts}"

    @property
    def client_msg_id(self) -> str:
        """Return the id by which Slack can tell that it has the reply already."""
        return str(uuid.uuid5(KEYS, self.key))
