"""The last steps of a question's way: service, render, send."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.fault import described
from bot.domain.language import Language
from bot.domain.question import Question
from bot.slack.answering.deps import Deps
from bot.slack.client.send import eyes, post
from bot.slack.render.message import Message
from bot.slack.render.reply import failure_message, reply_message

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with its source, and where its reply goes.

    Attributes:
        channel: Where it was asked.
        ts: The message that asks.
        thread_ts: The thread's first message, or the one that asks.
        question: What is asked of what.
        language: Of the reply.
    """

    channel: str
    ts: str
    thread_ts: str
    question: Question
    language: Language


async def answer(deps: Deps, client: AsyncWebClient, inquiry: Inquiry) -> None:
    """Answer a question in its thread, whatever happens.

    Raises:
        One of SLACK_FAILURES: The reply could not be posted.
    """
    async with eyes(client, inquiry.channel, inquiry.ts):
        message = await _reply(deps, inquiry)
        await post(client, inquiry.channel, message, inquiry.thread_ts)


async def _reply(deps: Deps, inquiry: Inquiry) -> Message:
    try:
        reply = await deps.service.answer(inquiry.question)
        message = reply_message(reply, inquiry.language)
        await deps.memory.mark_answered(inquiry.channel, inquiry.thread_ts)
    except BotError as error:
        return failure_message(error, inquiry.language)
    except Exception as error:  # noqa: BLE001
        # Never silence.
        _log.error("reply_failed", **described(error))
        return failure_message(BotError(), inquiry.language)
    return message
