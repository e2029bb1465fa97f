"""What follows from a question by command or form: it is posted, and answered in its thread."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, TooLateError
from bot.domain.language import say
from bot.service.validation import validate
from bot.slack.answering.admission import may_ask
from bot.slack.answering.answer import reply_to
from bot.slack.answering.inquiry import KEYS, Inquiry
from bot.slack.answering.replying.sending import post_once, tell_alone, tell_elsewhere
from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.client.send import Posted, find, marked, post, respond
from bot.slack.render.message import Message
from bot.slack.render.notice import below, notice, posting
from bot.slack.render.reply import failure_message
from bot.slack.sources.access import Asker
from bot.slack.understand.meaning import Ask
from bot.slack.workspace.deps import Deps

# By how much this machine's clock may be ahead of Slack's.
_CLOCKS_SECONDS = 60.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """A question that was asked by command or form, not by a message.

    Attributes:
        channel: Where to post it.
        user: Who asks.
        ask: What and of what.
        since: When, as Slack writes times, or a little earlier.
        response_url: Where it can be answered although the bot cannot post.
        thread_ts: The thread to post it in; None: it begins one.
        alone: Its asker alone is to see it; with no channel, in the bot's direct message.
        closed: People talk to each other there; nobody can invite the bot.
    """

    channel: str
    user: str
    ask: Ask
    since: str
    response_url: str | None = None
    thread_ts: str | None = None
    alone: bool = False
    closed: bool = False


def a_little_ago() -> str:
    """Return a time before now, by whatever clock, as Slack writes times."""
    return f"{time.time() - _CLOCKS_SECONDS:.6f}"


async def post_question(
    deps: Deps, client: AsyncWebClient, wish: Wish, turn: Turn
) -> Inquiry | None:
    """Post a question in a channel; where that cannot be, answer its asker alone.

    Returns:
        What is to be answered in the thread of what was posted; None where all is said.

    Raises:
        PutOffError: Its turn is to come again.
        LeaseLostError: Somebody else has it.
        StoreError: The store is away.
    """
    user, ask = wish.user, wish.ask
    rules = await deps.rules.of(wish.channel)
    language = await deps.people.language(client, user, ask.question, rules.language)
    inquiry = Inquiry(wish.channel, "", "", user, ask, language, response_url=wish.response_url)
    try:
        asker = Asker(user, wish.channel, deps.bot.user_id)
        validate(deps.sources.question(client, asker, ask))
        if turn.too_late:
            raise TooLateError
    except BotError as error:
        await tell_alone(deps, client, inquiry, failure_message(error, language))
        return None
    if not await may_ask(deps, client, user, rules, turn):
        await tell_alone(deps, client, inquiry, notice(say(language, "help.not-permitted")))
        return None
    if wish.channel and (wish.alone or (rules.alone(wish.channel) and not wish.closed)):
        await _answer_alone(deps, client, inquiry, turn)
        return None
    named = replace(ask, question=await deps.sources.named(client, ask.question))
    message = turn.settled or posting(named, user, language)
    await turn.settle(message)
    try:
        posted = await _posted(deps, client, wish, message, turn)
    except SLACK_FAILURES as error:
        _log.warning("posting_failed", error=slack_reason(error))
        if refusal(error) == "passing":
            raise PutOffError from error
        if not (reply := await reply_to(deps, client, inquiry, turn)):
            return None
        if wish.closed and wish.response_url:
            await _tell_all(deps, client, inquiry, below(message, reply))
        else:
            await tell_elsewhere(deps, client, inquiry, reply, error)
        return None
    thread_ts = wish.thread_ts or posted.ts
    if isinstance(ask.sources, tuple):
        # At once, not with the answer: the message may show them cut.
        step = deps.memory.pinning(posted.channel, thread_ts, user, ask.sources, posted.ts)
        turn.remember(step)
    return replace(inquiry, channel=posted.channel, ts=posted.ts, thread_ts=thread_ts)


async def _posted(
    deps: Deps, client: AsyncWebClient, wish: Wish, message: Message, turn: Turn
) -> Posted:
    # A person's id is the direct message with them.
    channel, key = wish.channel or wish.user, turn.taken.id
    client_msg_id = str(uuid.uuid5(KEYS, key))
    return await post_once(
        deps,
        turn,
        channel,
        lambda: post(
            client,
            channel,
            message,
            wish.thread_ts,
            metadata=marked(key),
            client_msg_id=client_msg_id,
        ),
        lambda: find(client, channel, wish.thread_ts, key, since=wish.since),
    )


async def _answer_alone(deps: Deps, client: AsyncWebClient, inquiry: Inquiry, turn: Turn) -> None:
    """Answer an asker alone, as they wished."""
    reply = turn.settled or await reply_to(deps, client, inquiry, turn)
    if reply:
        await turn.settle(reply)
        await tell_alone(deps, client, inquiry, reply)


async def _tell_all(deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message) -> None:
    """Answer in a conversation that the bot cannot be in; should that fail, its asker alone."""
    url = inquiry.response_url or ""
    try:
        await deps.delivery.deliver(url, lambda: respond(client, url, message, to_all=True))
    except SLACK_FAILURES as error:
        _log.warning("way_refused", error=slack_reason(error))
        await tell_alone(deps, client, inquiry, message)
