"""Questions as they are in the inbox: received, waiting, taken by an owner."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Surface = Literal["message", "command", "form", "step"]

LEASE_SECONDS = 15.0
"""How long a question stays with an owner that shows no sign of life."""


class LeaseLostError(Exception):
    """Another owner has the question, or may have it by now."""


@dataclass(frozen=True, slots=True)
class Received:
    """A question as it came in.

    Attributes:
        id: The same whenever Slack delivers it again.
        subject: What it is about: of a message's edits the same.
        surface: Where it was asked.
        team: The workspace, or the organization.
        channel: Where it is to be answered.
        person: Who asks.
        payload: All that answering it needs, as JSON.
        version: Which of what was said about the subject it is; a later one is greater.
    """

    id: str
    subject: str
    surface: Surface
    team: str
    channel: str
    person: str
    payload: Json
    version: float = field(default=0.0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Taken(Received):
    """A question that an owner works on.

    Attributes:
        owner: Who has it.
        attempt: How many have had it, this owner included.
        age: Seconds since it was received.
        message: What is to be posted, if that is settled; an earlier owner may have posted it.
    """

    owner: str
    attempt: int
    age: float
    message: Json | None


@dataclass(frozen=True, slots=True)
class Waiting(Received):
    """A question that nobody works on yet.

    Attributes:
        before: How many of its channel's workspace are before it.
    """

    before: int


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is in the inbox.

    Attributes:
        waiting: Questions that nobody works on, by surface.
        working: Questions that somebody works on, by surface.
        oldest: Seconds for which the oldest question waits; 0 without any.
    """

    waiting: Counter[str]
    working: Counter[str]
    oldest: float
