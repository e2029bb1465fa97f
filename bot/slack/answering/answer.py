"""The last steps of a question's way: service, render, send."""

from __future__ import annotations

from contextlib import nullcontext

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.fault import described
from bot.domain.progress import OnProgress
from bot.slack.answering.deps import Deps
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.retract import take_back
from bot.slack.answering.sending import send_reply
from bot.slack.client.status import Place
from bot.slack.render.message import Message
from bot.slack.render.removal import removable
from bot.slack.render.reply import failure_message, reply_message

_log = structlog.get_logger(__name__)


async def answer(deps: Deps, client: AsyncWebClient, inquiry: Inquiry) -> None:
    """Answer a question in its thread, or wherever its asker can be reached, whatever happens."""
    place = Place(inquiry.channel, inquiry.ts, inquiry.thread_ts, inquiry.user)
    shown = deps.statuses.shown(client, place, inquiry.language)
    async with nullcontext(None) if inquiry.only_found else shown as on_progress:
        if message := await reply_to(deps, inquiry, on_progress):
            await send_reply(deps, client, inquiry, message)
        else:  # what stands there of an earlier wording answers nothing any more
            await take_back(deps, client, inquiry.channel, inquiry.ts)


async def reply_to(
    deps: Deps, inquiry: Inquiry, on_progress: OnProgress | None = None
) -> Message | None:
    """Return the reply to a question, or why there is none; None where nothing is to be said."""
    try:
        reply = await deps.service.answer(inquiry.question, on_progress)
        if inquiry.only_found:
            if reply.reading.state != "found":
                return None
            return removable(reply_message(reply, inquiry.language), inquiry.ts, inquiry.language)
        message = reply_message(reply, inquiry.language)
        if inquiry.thread_ts:
            await deps.memory.mark_answered(inquiry.channel, inquiry.thread_ts)
        return message
    except BotError as error:
        failure = error
    except Exception as error:  # noqa: BLE001
        # Never silence.
        _log.error("reply_failed", **described(error))
        failure = BotError()
    return None if inquiry.only_found else failure_message(failure, inquiry.language)
