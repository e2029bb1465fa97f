"""What can be done about a reply: its buttons, and what is kept so that they do something."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from bot.domain.errors import BotError, PageTooLargeError, SourceTimeoutError
from bot.domain.question import GivenText, WebPage
from bot.domain.record.record import record_of
from bot.domain.reply import Reply
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.replying.kept import Kept, keeping
from bot.slack.answering.turn import Turn
from bot.slack.render.buttons import Offer, web_url, with_buttons
from bot.slack.render.message import Message
from bot.slack.understand.meaning import Readable
from bot.slack.workspace.deps import Deps

# Where a source cannot be had, or read: its text can be pasted. See `bot/domain/errors.py`.
_OF_SOURCE = frozenset((403, 404, 415, 422, 502))


def offered(
    deps: Deps, inquiry: Inquiry, turn: Turn, message: Message, outcome: Sequence[Reply] | BotError
) -> Message:
    """Return a reply with its buttons; what they need is kept with it.

    Args:
        deps: What answering needs.
        inquiry: The question.
        turn: At it.
        message: The reply, without buttons.
        outcome: What it says. Where several questions were asked there is no one answer to judge,
            or to show others of.
    """
    if not inquiry.ts:  # it could not be posted: nothing of it is to be found again
        return message
    replies = () if isinstance(outcome, BotError) else outcome
    reply = replies[0] if len(replies) == 1 else None
    asker = None if inquiry.unasked else inquiry.user
    sources = _sources(inquiry)
    url = next((each.url for each in sources if isinstance(each, WebPage)), None)
    pinned = inquiry.thread_ts if inquiry.ask.pinned else None
    offer = Offer(inquiry.ts, asker, pinned=pinned)
    if deps.answers.keeps:
        record = record_of(inquiry.ask.question, reply, inquiry.language) if reply else None
        turn.remember(keeping(deps, Kept(inquiry, record, _in_brief(replies))))
        is_judged = record is not None and reply is not None and reply.reason is None
        offer = Offer(
            inquiry.ts,
            asker,
            others=record is not None and record.state == "found" and bool(record.others),
            again=any(not isinstance(each, GivenText) for each in sources),
            paste=isinstance(outcome, BotError) and _is_of_source(outcome),
            web_url=deps.public_url and web_url(deps.public_url, inquiry.ask.question, url),
            feedback_days=deps.feedback_days if is_judged else 0,
            pinned=pinned,
        )
    return with_buttons(message, offer, inquiry.language)


def _in_brief(replies: Sequence[Reply]) -> str | None:
    answers = (each.reading.answer for each in replies)
    return ", ".join(answer.text for answer in answers if answer) or None


def _sources(inquiry: Inquiry) -> list[Readable]:
    named = inquiry.ask.sources if isinstance(inquiry.ask.sources, tuple) else ()
    return list(chain(named, *inquiry.ask.otherwise))


def _is_of_source(error: BotError) -> bool:
    return error.status in _OF_SOURCE or isinstance(error, PageTooLargeError | SourceTimeoutError)
