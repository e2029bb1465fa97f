"""What follows from a question by command or form: it is posted, and answered in its thread."""

from __future__ import annotations

import uuid
from dataclasses import replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.question import GivenText, Question, WebPage
from bot.service import validate
from bot.slack.answering.answer import answer, reply_to
from bot.slack.answering.deps import Deps
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.sending import tell_alone, tell_elsewhere
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.send import post
from bot.slack.render.notice import posting
from bot.slack.render.reply import failure_message

_log = structlog.get_logger(__name__)


async def post_and_answer(
    deps: Deps,
    client: AsyncWebClient,
    channel: str,
    user: str,
    question: Question,
    response_url: str | None = None,
) -> None:
    """Post a question in a channel, and answer in its thread; where that cannot be, alone.

    Args:
        deps: What answering needs.
        client: Of the workspace.
        channel: Where to post.
        user: Who asks.
        question: What and of what.
        response_url: Where a command can be answered although the bot cannot post.
    """
    language = await deps.people.language(client, user, question.text)
    inquiry = Inquiry(channel, "", "", user, question, language, response_url=response_url)
    try:
        validate(question)
    except BotError as error:
        await tell_alone(deps, client, inquiry, failure_message(error, language))
        return
    message, client_msg_id = posting(question, user, language), str(uuid.uuid4())
    try:
        posted = await deps.delivery.deliver(
            channel, lambda: post(client, channel, message, client_msg_id=client_msg_id)
        )
    except SLACK_FAILURES as error:
        _log.warning("posting_failed", error=slack_reason(error))
        if reply := await reply_to(deps, inquiry):
            await tell_elsewhere(deps, client, inquiry, reply, error)
        return
    kept = tuple(one for one in question.sources if isinstance(one, WebPage | GivenText))
    await deps.memory.keep_posting(posted.channel, posted.ts, kept)
    where = replace(inquiry, channel=posted.channel, ts=posted.ts, thread_ts=posted.ts)
    await answer(deps, client, where)
