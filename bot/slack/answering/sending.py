"""How a reply reaches its asker: in the thread, in the place of an older one, or another way."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.answering.deps import Deps
from bot.slack.answering.inquiry import Inquiry
from bot.slack.client.delivery import UPDATES
from bot.slack.client.failures import SLACK_FAILURES, is_limited, refusal, slack_reason
from bot.slack.client.send import Posted, find, marked, post, respond, show, update
from bot.slack.render.message import Message
from bot.slack.render.notice import explained

_log = structlog.get_logger(__name__)

# Of each of the other ways, once the reply itself was tried for long.
_WORTH_SECONDS = 20.0


async def send_reply(
    deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message
) -> None:
    """Post a reply in the question's thread, or change the one that is there.

    Where Slack refuses for good, or for too long, the asker is told another way.
    """
    try:
        if not await _updated(deps, client, inquiry, message):
            await _post(deps, client, inquiry, message)
    except SLACK_FAILURES as error:
        _log.warning("reply_refused", error=slack_reason(error))
        # Nobody waits where the question is gone, or where nobody asked the bot.
        if refusal(error) != "gone" and not inquiry.only_found:
            await tell_elsewhere(deps, client, inquiry, message, error)


async def tell_elsewhere(
    deps: Deps,
    client: AsyncWebClient,
    inquiry: Inquiry,
    message: Message,
    error: BaseException,
) -> None:
    """Tell an asker alone what could not be said in the channel, and why it could not.

    Args:
        deps: What answering needs.
        client: Of the workspace.
        inquiry: The question.
        message: What is to be told.
        error: Why it could not be posted.
    """
    why = say(inquiry.language, f"refused.{refusal(error)}", bot=deps.bot.name)
    await tell_alone(deps, client, inquiry, explained(message, why))


async def tell_alone(
    deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message
) -> None:
    """Tell an asker something that nobody else sees, the first way that Slack lets through."""
    channel, user = inquiry.channel, inquiry.user
    thread_ts = inquiry.thread_ts or None
    ways: list[tuple[str, Callable[[], Coroutine[Any, Any, object]]]] = [
        (f"{user}@{channel}", lambda: show(client, channel, user, message, thread_ts)),
        (user, lambda: post(client, user, message)),
    ]
    if url := inquiry.response_url:
        ways.insert(0, (url, lambda: respond(client, url, message)))
    for lane, attempt in ways:
        try:
            await deps.delivery.deliver(lane, attempt, worth=_WORTH_SECONDS)
        except SLACK_FAILURES as error:
            _log.warning("way_refused", error=slack_reason(error))
        else:
            return
    _log.error("asker_not_reached")


async def _post(deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message) -> None:
    unheard = False

    async def attempt() -> None:
        nonlocal unheard
        posted: Posted | None = None
        if unheard:  # it may be there: what failed was perhaps only Slack's answer
            posted = await find(
                client, inquiry.channel, inquiry.thread_ts, inquiry.key, since=inquiry.ts
            )
        try:
            posted = posted or await post(
                client,
                inquiry.channel,
                message,
                inquiry.thread_ts,
                metadata=marked(inquiry.key),
                client_msg_id=inquiry.client_msg_id,
            )
        except SLACK_FAILURES as error:
            unheard = not is_limited(error)
            raise
        await deps.memory.keep_reply(inquiry.channel, inquiry.ts, posted.ts)

    await deps.delivery.deliver(inquiry.channel, attempt)


async def _updated(deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message) -> bool:
    """Return whether there is a reply to change, and it was changed.

    Raises:
        One of SLACK_FAILURES: It may be changed later, but nobody would wait for that.
    """
    ts = await deps.memory.reply_to(inquiry.channel, inquiry.ts)
    if ts is None:
        return False
    posted = Posted(inquiry.channel, ts)
    try:
        await deps.delivery.deliver(
            f"{ts}@{inquiry.channel}", lambda: update(client, posted, message), UPDATES
        )
    except SLACK_FAILURES as error:
        if refusal(error) == "passing":
            raise
        # Somebody deleted it, or it is too old to be changed.
        _log.info("reply_not_changed", error=slack_reason(error))
        await deps.memory.forget_reply(inquiry.channel, inquiry.ts)
        return False
    return True
