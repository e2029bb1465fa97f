"""The last steps of a question's way: service, render, send."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, BusyError, ReaderAwayError, TooLateError
from bot.domain.language import language_of_script
from bot.domain.operation.fault import described
from bot.domain.progress import OnProgress
from bot.domain.question import GivenText, WebPage
from bot.domain.reply import Reply
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.replying.offering import offered
from bot.slack.answering.replying.retract import take_back
from bot.slack.answering.replying.sending import send_reply, tell_alone
from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.client.status import QuestionPlace
from bot.slack.render.buttons import without_removal
from bot.slack.render.message import Message
from bot.slack.render.reply import failure_message, replies_message, reply_message
from bot.slack.sources.access import Asker
from bot.slack.understand.meaning import Ask, Readable
from bot.slack.understand.speech.prose import questions_in
from bot.slack.workspace.deps import Deps
from mrc_core.artifact import BUNDLED_READER

_log = structlog.get_logger(__name__)

# The least probability of a span whose passage is shown to whom nobody may have asked.
_CLOSE = 0.3
# The languages that have a script of their own which the bundled reader reads, and those with none.
_READ = ("ko", None)


async def answer(deps: Deps, client: AsyncWebClient, inquiry: Inquiry, turn: Turn) -> None:
    """Answer a question in its thread, or wherever its asker can be reached, whatever happens.

    Raises:
        PutOffError: Its turn is to come again.
        LeaseLostError: Somebody else answers it.
        StoreError: The store is away.
    """
    place = QuestionPlace(inquiry.channel, inquiry.ts, inquiry.thread_ts, inquiry.user)
    shown = deps.statuses.shown(client, place, inquiry.language, again=turn.taken.attempt > 1)
    alone = (await deps.rules.of(inquiry.channel)).alone(inquiry.channel)
    async with nullcontext(None) if inquiry.unasked or alone else shown as on_progress:
        if message := turn.settled or await reply_to(deps, client, inquiry, turn, on_progress):
            await turn.settle(message)
            if alone:
                await tell_alone(deps, client, inquiry, without_removal(message))
            else:
                await send_reply(deps, client, inquiry, message, turn)
        else:  # what stands there of an earlier wording answers nothing any more
            await take_back(deps, client, inquiry.channel, inquiry.ts)
    await turn.end()


async def reply_to(
    deps: Deps,
    client: AsyncWebClient,
    inquiry: Inquiry,
    turn: Turn,
    on_progress: OnProgress | None = None,
) -> Message | None:
    """Return the reply to a question, or why there is none; None where nothing is to be said.

    Raises:
        PutOffError: What is in the way passes soon.
        StoreError: The store is away.
    """
    try:
        replies = await _replies(deps, client, inquiry, turn, on_progress)
        if not any(_is_worth_telling(reply, inquiry.ask) for reply in replies.values()):
            return None
        shown = _shown(replies, inquiry)
        message = offered(deps, inquiry, turn, shown, list(replies.values()))
    except BotError as error:
        return None if inquiry.unasked else _failure(deps, inquiry, turn, error)
    except Exception as error:
        if isinstance(error, PutOffError):
            raise
        # Never silence.
        _log.error("reply_failed", **described(error))
        return None if inquiry.unasked else _failure(deps, inquiry, turn, BotError())
    if inquiry.thread_ts and not inquiry.unasked:
        turn.remember(deps.memory.answering(inquiry.channel, inquiry.thread_ts, inquiry.user))
        _pin(deps, inquiry, turn)
    return message


def _pin(deps: Deps, inquiry: Inquiry, turn: Turn) -> None:
    """Remember what was read, for the next question in the thread; a talk may go on, and is not."""
    sources = inquiry.ask.sources
    if isinstance(sources, tuple) and not any(_is_talk(each) for each in sources):
        kept = tuple(replace(e, anew=False) if isinstance(e, WebPage) else e for e in sources)
        step = deps.memory.pinning(
            inquiry.channel, inquiry.thread_ts, inquiry.user, kept, inquiry.ts
        )
        turn.remember(step)


def _is_talk(source: Readable) -> bool:
    return isinstance(source, GivenText) and source.kind == "thread"


def _shown(replies: Mapping[str, Reply], inquiry: Inquiry) -> Message:
    language, pinned = inquiry.language, inquiry.ask.pinned
    if len(replies) > 1:
        return replies_message(replies, language, pinned=pinned)
    ((question, reply),) = replies.items()
    bundled = reply.reading.model.name == BUNDLED_READER
    foreign = bundled and language_of_script(question) not in _READ
    return reply_message(reply, language, pinned=pinned, foreign=foreign)


def _is_worth_telling(reply: Reply, ask: Ask) -> bool:
    if ask.only_found:
        return reply.reading.state == "found"
    if ask.only_near and not reply.reading.answer:
        return not reply.reason and any(
            reply.reading.candidates[at].score >= _CLOSE for at in reply.nearest
        )
    return True


def _failure(deps: Deps, inquiry: Inquiry, turn: Turn, error: BotError) -> Message:
    return offered(deps, inquiry, turn, failure_message(error, inquiry.language), error)


async def _replies(
    deps: Deps,
    client: AsyncWebClient,
    inquiry: Inquiry,
    turn: Turn,
    on_progress: OnProgress | None,
) -> dict[str, Reply]:
    """Return the reply to each question that was asked at once, by question."""
    if turn.too_late:
        raise TooLateError
    if turn.hopeless:
        raise BotError
    asker = Asker(inquiry.user, inquiry.channel, deps.bot.user_id)
    hosts = (await deps.rules.of(inquiry.channel)).hosts
    question = deps.sources.question(client, asker, inquiry.ask, hosts)
    question = await deps.sources.with_names(client, question)
    asked = dict.fromkeys(questions_in(question.text))
    try:
        if len(asked) == 1:
            return {question.text: await deps.service.answer(question, on_progress)}
        each = [replace(question, text=one) for one in asked]
        replies = await deps.service.answer_all(each, on_progress)
        return dict(zip(asked, replies, strict=True))
    except (BusyError, ReaderAwayError) as error:
        if turn.may_wait:
            raise PutOffError from error
        raise
