"""What holds in a channel: who may ask, what is read, and who sees the answers. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.hosts import Hosts
from bot.domain.language import AUTO, LanguageSetting

Unaddressed = Literal["found", "never"]
"""What becomes of a link with a question that nobody addressed to the bot."""

Askers = Literal["everybody", "members", "chosen"]
"""Who may ask: all, all but guests of the workspace, or those who are named."""

Answers = Literal["thread", "alone"]
"""Where answers go: in the thread for all to see, or to their askers alone."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a channel.

    Attributes:
        unaddressed: See `Unaddressed`.
        askers: See `Askers`.
        people: Who may ask, by user id, where those are named.
        groups: Groups of people who may, by id.
        answers: See `Answers`.
        language: Of answers.
        hosts: Which sites are read.
        workflows: Workflows that mention the bot are answered.
    """

    unaddressed: Unaddressed = "found"
    askers: Askers = "everybody"
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    answers: Answers = "thread"
    language: LanguageSetting = AUTO
    hosts: Hosts = Hosts()  # noqa: RUF009 - it is frozen
    workflows: bool = False

    def alone(self, channel: str) -> bool:
        """Tell whether answers go to their askers alone; a direct message is that already."""
        return self.answers == "alone" and not channel.startswith("D")
