"""How a reply reaches its asker: in the thread, in the place of an older one, or another way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.turn import FRESH_SECONDS, PutOffError, Turn
from bot.slack.client.delivery import UPDATES
from bot.slack.client.failures import SLACK_FAILURES, is_limited, refusal, slack_reason
from bot.slack.client.send import Posted, find, marked, post, respond, show, update
from bot.slack.render.buttons import without_buttons
from bot.slack.render.message import Message
from bot.slack.render.notice import explained
from bot.slack.workspace.deps import Deps
from bot.store.inbox.received import LEASE_SECONDS

_log = structlog.get_logger(__name__)

# Of each of the other ways, once the reply itself was tried for long.
_WORTH_SECONDS = 20.0
# Less than a lease's time: who is frozen meanwhile does not post when it wakes.
_POST_SECONDS = LEASE_SECONDS - FRESH_SECONDS - 2
_LOOKS = 2
_SHOWN_SECONDS = 2.0


async def send_reply(
    deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message, turn: Turn
) -> None:
    """Post a reply in the question's thread, or change the one that is there.

    Where Slack refuses for good, or for longer than it is worth, the asker is told another way.

    Raises:
        PutOffError: Slack may take it later.
        LeaseLostError: Somebody else posts it.
        StoreError: The store is away.
    """
    try:
        if not await _updated(deps, client, inquiry, message, turn):
            await _post(deps, client, inquiry, message, turn)
    except SLACK_FAILURES as error:
        _log.warning("reply_refused", error=slack_reason(error))
        # Whether it was posted is known where Slack took no more; else it is looked for later.
        if refusal(error) == "passing" and not (is_limited(error) or turn.too_late):
            raise PutOffError from error
        # Nobody waits where the question is gone, or where nobody asked the bot. A question in a
        # thread may outlive the thread's first message.
        is_gone = refusal(error) == "gone" and inquiry.ts == inquiry.thread_ts
        if not (is_gone or inquiry.unasked):
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
    await tell_alone(deps, client, inquiry, explained(without_buttons(message), why))


async def tell_alone(
    deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message
) -> None:
    """Tell an asker something that nobody else sees, the first way that Slack lets through.

    Its buttons are of the channel, and stay there.
    """
    channel, user = inquiry.channel, inquiry.user
    thread_ts = inquiry.thread_ts or None
    ways: list[tuple[str, Callable[[], Coroutine[Any, Any, object]]]] = [
        (f"{user}@{channel}", lambda: show(client, channel, user, message, thread_ts)),
        (user, lambda: post(client, user, without_buttons(message))),
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


async def _post(
    deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message, turn: Turn
) -> None:
    posted = await post_once(
        deps,
        turn,
        inquiry.channel,
        lambda: post(
            client,
            inquiry.channel,
            message,
            inquiry.thread_ts,
            metadata=marked(inquiry.key),
            client_msg_id=inquiry.client_msg_id,
        ),
        lambda: find(client, inquiry.channel, inquiry.thread_ts, inquiry.key, since=inquiry.ts),
        # Of what was looked up after a backup was restored, the store does not know.
        may_be_there=turn.came_late(inquiry.ts),
    )
    turn.remember(deps.memory.replying(inquiry.channel, inquiry.ts, inquiry.user, posted.ts))


async def post_once(
    deps: Deps,
    turn: Turn,
    lane: str,
    post: Callable[[], Awaitable[Posted]],
    find: Callable[[], Awaitable[Posted | None]],
    *,
    may_be_there: bool = False,
) -> Posted:
    """Post what is settled, unless it is there: an attempt may have got through unheard.

    Args:
        deps: What answering needs.
        turn: Holds the question meanwhile.
        lane: See `Delivery.deliver`.
        post: Posts it.
        find: Looks for it.
        may_be_there: It was posted long ago, for all that is known.

    Raises:
        One of SLACK_FAILURES: The last, when Slack refuses for good or for too long.
        LeaseLostError: Somebody else posts it.
        StoreError: The store is away.
    """
    # Of an earlier owner nobody knows how far it came, and what it posted shows a little later.
    looks = _LOOKS if turn.settled else int(may_be_there)

    async def attempt() -> Posted:
        nonlocal looks
        for look in range(looks):
            await asyncio.sleep(_SHOWN_SECONDS if look else 0)
            if found := await find():
                deps.found_again()
                return found
        await turn.hold()
        try:
            async with asyncio.timeout(_POST_SECONDS):
                return await post()
        except SLACK_FAILURES as error:
            looks = looks if is_limited(error) else _LOOKS
            raise

    return await deps.delivery.deliver(lane, attempt)


async def _updated(
    deps: Deps, client: AsyncWebClient, inquiry: Inquiry, message: Message, turn: Turn
) -> bool:
    """Return whether there is a reply to change, and it was changed.

    Raises:
        One of SLACK_FAILURES: It may be changed later, but nobody would wait for that.
    """
    ts = await deps.memory.reply_to(inquiry.channel, inquiry.ts)
    if ts is None:
        return False
    posted = Posted(inquiry.channel, ts)

    async def attempt() -> None:
        await turn.hold()
        await update(client, posted, message)

    try:
        await deps.delivery.deliver(f"{ts}@{inquiry.channel}", attempt, UPDATES)
    except SLACK_FAILURES as error:
        if refusal(error) == "passing":
            raise
        # Somebody deleted it, or it is too old to be changed.
        _log.info("reply_not_changed", error=slack_reason(error))
        await deps.memory.forget_reply(inquiry.channel, inquiry.ts)
        return False
    return True
