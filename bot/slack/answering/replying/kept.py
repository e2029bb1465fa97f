"""What is kept of an answer in the store, for whoever comes back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.question import GivenText, WebPage
from bot.domain.record.record import Other, Record
from bot.slack.answering.inquiry import Inquiry
from bot.slack.understand.kept import Kinds
from bot.slack.understand.meaning import Ask, InTalk, InThread, Pin, SlackFile, SlackMessage
from bot.slack.workspace.deps import Deps
from bot.store.answers import Answered
from bot.store.database.database import TransactionStep
from bot.store.threads import MessageKey


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept.

    Attributes:
        inquiry: The question.
        record: What was answered; None where nothing could be read, and of several questions.
        brief: The answers alone; None where there are none, and where an older bot has kept it.
    """

    inquiry: Inquiry
    record: Record | None
    brief: str | None = None


_KINDS = Kinds(
    *(Kept, Inquiry, Record, Other),
    *(Ask, InThread, InTalk, Pin, WebPage, GivenText, SlackMessage, SlackFile),
)


def keeping(deps: Deps, kept: Kept) -> TransactionStep:
    """Return the step that keeps an answer."""
    inquiry = kept.inquiry
    place = _place(deps, inquiry.channel, inquiry.ts)
    return deps.answers.keeping(place, inquiry.user, _KINDS.to_json(kept))


async def answered(deps: Deps, channel: str, ts: str) -> tuple[Answered, Kept] | None:
    """Return the answer to the question `ts`, as it is kept; None if it is not any more.

    Raises:
        StoreError: The store is away.
    """
    found = await deps.answers.of(_place(deps, channel, ts))
    return (found, _KINDS.of_json(found.content)) if found else None


async def latest(deps: Deps, user: str, most: int) -> Sequence[Kept]:
    """Return the latest answers to somebody, the last one first.

    Raises:
        StoreError: The store is away.
    """
    found = await deps.answers.latest(deps.bot.team_id, user, most)
    return [_KINDS.of_json(each.content) for each in found]


async def forget(deps: Deps, channel: str, ts: str) -> None:
    """Forget the answer to the question `ts`.

    Raises:
        StoreError: The store is away.
    """
    await deps.answers.forget(_place(deps, channel, ts))


def _place(deps: Deps, channel: str, ts: str) -> MessageKey:
    return MessageKey(deps.bot.team_id, channel, ts)
