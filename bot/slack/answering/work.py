"""What stands in the inbox: as it is put in, and what is done when its turn has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.question import GivenText, WebPage
from bot.slack.answering.answer import answer
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.message import follow
from bot.slack.answering.posting import Wish, post_question
from bot.slack.answering.replying.retract import take_back
from bot.slack.answering.step import complete_step
from bot.slack.answering.turn import Turn
from bot.slack.understand.incoming import Incoming
from bot.slack.understand.kept import Kinds
from bot.slack.understand.meaning import (
    Ask,
    Deleted,
    Explain,
    InTalk,
    InThread,
    OfPin,
    Pin,
    SlackFile,
    SlackMessage,
)
from bot.slack.understand.step import WorkflowStep
from bot.slack.workspace.deps import Deps
from bot.store.inbox.received import Received, Taken


@dataclass(frozen=True, slots=True)
class SaidMessage:
    """A message, and what it means.

    Attributes:
        message: The message.
        meaning: What follows from it; None: it was changed, and asks no more.
    """

    message: Incoming
    meaning: Ask | Explain | OfPin | None


# In the place of a channel, among which turns are fair.
_STEPS = "steps"
# Later than all that can be said in a message.
_GONE = 1e12
_KINDS = Kinds(
    *(SaidMessage, Incoming, Deleted, Ask, Explain, OfPin, InThread, InTalk, Pin),
    *(Wish, Inquiry, WorkflowStep),
    *(WebPage, GivenText, SlackMessage, SlackFile),
)


def received_message(message: Incoming, meaning: Ask | Explain | OfPin | None) -> Received:
    """Return a message as it is put into the inbox."""
    subject = f"{message.team}:{message.channel}:{message.ts}"
    return Received(
        id=f"{subject}:{message.edited_ts}" if message.edited_ts else subject,
        subject=subject,
        surface="message",
        team=message.team,
        channel=message.channel,
        person=message.user,
        payload=_KINDS.to_json(SaidMessage(message, meaning)),
        version=float(message.edited_ts or message.ts),
    )


def received_deletion(deleted: Deleted) -> Received:
    """Return a message that is gone as it is put into the inbox."""
    subject = f"{deleted.team}:{deleted.channel}:{deleted.ts}"
    return Received(
        id=f"{subject}:deleted",
        subject=subject,
        surface="message",
        team=deleted.team,
        channel=deleted.channel,
        person="",
        payload=_KINDS.to_json(deleted),
        version=_GONE,
    )


def received_wish(
    surface: Literal["command", "form"], name: str, team: str, wish: Wish
) -> Received:
    """Return a question by command or form as it is put into the inbox.

    Args:
        surface: Which.
        name: Slack's id of it: the same when it is delivered again.
        team: The workspace.
        wish: The question.
    """
    key = f"{surface}:{team}:{name}"
    return Received(key, key, surface, team, wish.channel, wish.user, _KINDS.to_json(wish))


def received_again(team: str, inquiry: Inquiry, person: str, at: str) -> Received:
    """Return a question that is asked again, its pages fetched anew, as it is put into the inbox.

    Args:
        team: The workspace.
        inquiry: The question.
        person: Who asks again.
        at: When, as Slack writes times.
    """
    subject = f"{team}:{inquiry.channel}:{inquiry.ts}"
    anew = replace(inquiry, ask=inquiry.ask.anew)
    return Received(
        id=f"{subject}:again:{at}",
        subject=subject,
        surface="message",
        team=team,
        channel=inquiry.channel,
        person=person,
        payload=_KINDS.to_json(anew),
        version=float(at),
    )


def received_step(team: str, step: WorkflowStep) -> Received:
    """Return a run of the step of Workflow Builder as it is put into the inbox."""
    key = f"step:{team}:{step.execution}"
    return Received(key, key, "step", team, _STEPS, "", _KINDS.to_json(step))


async def work(deps: Deps, client: AsyncWebClient, taken: Taken) -> None:
    """Do what is to be done about something taken from the inbox, and end it there.

    Raises:
        PutOffError: Its turn is to come again.
        LeaseLostError: Somebody else has it.
        StoreError: The store is away.
    """
    turn = Turn(deps.inbox, taken, deps.worth)
    what: Any = _KINDS.of_json(taken.payload)
    if isinstance(what, Inquiry):
        await answer(deps, client, what, turn)
    elif isinstance(what, Wish):
        if inquiry := await post_question(deps, client, what, turn):
            turn.remember(deps.inbox.putting(_received_posting(inquiry, taken)))
        await turn.end()
        deps.call()
    elif isinstance(what, WorkflowStep):
        await complete_step(deps, client, what, turn)
    elif isinstance(what, SaidMessage):
        if what.message.edited_ts and not isinstance(what.meaning, Ask):
            await take_back(deps, client, what.message.channel, what.message.ts)
        if what.meaning:
            await follow(deps, client, what.message, what.meaning, turn)
        else:
            await turn.end()
    else:
        await take_back(deps, client, what.channel, what.ts)
        await turn.end()


def _received_posting(inquiry: Inquiry, wish: Taken) -> Received:
    subject = f"{wish.team}:{inquiry.channel}:{inquiry.ts}"
    return Received(
        id=subject,
        subject=subject,
        surface=wish.surface,
        team=wish.team,
        channel=inquiry.channel,
        person=wish.person,
        payload=_KINDS.to_json(inquiry),
    )
