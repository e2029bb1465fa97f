"""What follows from a question by command or form: it is posted, and answered in its thread."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, TooLateError
from bot.service import validate
from bot.slack.answering.answer import reply_to
from bot.slack.answering.deps import Deps
from bot.slack.answering.inquiry import KEYS, Inquiry
from bot.slack.answering.sending import post_once, tell_alone, tell_elsewhere
from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.client.send import find, marked, post
from bot.slack.render.notice import posting
from bot.slack.render.reply import failure_message
from bot.slack.sources.access import Asker
from bot.slack.understand.meaning import Ask

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
        response_url: Where a command can be answered although the bot cannot post.
    """

    channel: str
    user: str
    ask: Ask
    since: str
    response_url: str | None = None


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
    channel, user, ask = wish.channel, wish.user, wish.ask
    language = await deps.people.language(client, user, ask.question)
    inquiry = Inquiry(channel, "", "", user, ask, language, response_url=wish.response_url)
    try:
        validate(deps.sources.question(client, Asker(user, channel, deps.bot.user_id), ask))
        if turn.too_late:
            raise TooLateError
    except BotError as error:
        await tell_alone(deps, client, inquiry, failure_message(error, language))
        return None
    message = turn.settled or posting(ask, user, language)
    key = turn.taken.id
    await turn.settle(message)
    try:
        posted = await post_once(
            deps,
            turn,
            channel,
            lambda: post(
                client,
                channel,
                message,
                metadata=marked(key),
                client_msg_id=str(uuid.uuid5(KEYS, key)),
            ),
            lambda: find(client, channel, None, key, since=wish.since),
        )
    except SLACK_FAILURES as error:
        _log.warning("posting_failed", error=slack_reason(error))
        if refusal(error) == "passing":
            raise PutOffError from error
        if reply := await reply_to(deps, client, inquiry, turn):
            await tell_elsewhere(deps, client, inquiry, reply, error)
        return None
    if isinstance(ask.sources, tuple):
        turn.remember(deps.memory.posting(posted.channel, posted.ts, user, ask.sources))
    return replace(inquiry, channel=posted.channel, ts=posted.ts, thread_ts=posted.ts)
