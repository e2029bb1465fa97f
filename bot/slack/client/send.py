"""Sending to Slack: one attempt each, of plain values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.render.buttons import in_plain_buttons
from bot.slack.render.message import Message

_log = structlog.get_logger(__name__)

_EVENT_TYPE = "mrc_answer"
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Posted:
    """Which message it is that was posted."""

    channel: str
    ts: str


async def post(
    client: AsyncWebClient,
    channel: str,
    message: Message,
    thread_ts: str | None = None,
    *,
    metadata: dict[str, Any] | None = None,
    client_msg_id: str | None = None,
) -> Posted:
    """Post a message; should Slack refuse its blocks, its plain text in the end.

    Args:
        client: Of the workspace.
        channel: Where to; a user's id is the direct message with them.
        message: What.
        thread_ts: The thread's first message; None: outside of threads.
        metadata: By which `find` finds it again.
        client_msg_id: By which Slack tells that it has it already.

    Raises:
        One of SLACK_FAILURES: It could not be posted.
    """
    options: dict[str, Any] = {
        "channel": channel,
        "thread_ts": thread_ts,
        "text": message.text,
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": metadata,
    }
    if client_msg_id:
        options["client_msg_id"] = client_msg_id
    reply = await _in_some_blocks(partial(client.chat_postMessage, **options), message, {})
    return Posted(str(reply["channel"]), str(reply["ts"]))


async def update(client: AsyncWebClient, posted: Posted, message: Message) -> None:
    """Put a message in the place of one that was posted; should its blocks be refused, its text.

    Raises:
        One of SLACK_FAILURES: It could not be changed.
    """
    options: dict[str, Any] = {
        "channel": posted.channel,
        "ts": posted.ts,
        "text": message.text,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    await _in_some_blocks(partial(client.chat_update, **options), message, {"blocks": []})


async def _in_some_blocks(
    call: Callable[..., Awaitable[AsyncSlackResponse]], message: Message, without: dict[str, Any]
) -> AsyncSlackResponse:
    """Send a message; should its blocks be refused, with plainer buttons, and then without any.

    Args:
        call: Takes blocks.
        message: The message.
        without: The arguments that stand for no blocks.

    Raises:
        One of SLACK_FAILURES: It could not be sent.
    """
    plain = in_plain_buttons(message.blocks)
    for blocks in [message.blocks] + [plain] * (plain != message.blocks):
        try:
            return await call(blocks=blocks)
        except SlackApiError as error:
            if refusal(error) != "blocks":
                raise
            _log.warning("blocks_refused", error=slack_reason(error))
    return await call(**without)


async def remove(client: AsyncWebClient, posted: Posted) -> None:
    """Delete a message of the bot's own.

    Raises:
        One of SLACK_FAILURES: It could not be deleted.
    """
    await client.chat_delete(channel=posted.channel, ts=posted.ts)


async def show(
    client: AsyncWebClient, channel: str, user: str, message: Message, thread_ts: str | None = None
) -> None:
    """Post a message that only one person sees; should its blocks be refused, its text.

    Raises:
        One of SLACK_FAILURES: It could not be posted.
    """
    call = partial(
        client.chat_postEphemeral,
        channel=channel,
        user=user,
        thread_ts=thread_ts,
        text=message.text,
    )
    await _in_some_blocks(call, message, {})


async def respond(
    client: AsyncWebClient, url: str, message: Message, *, to_all: bool = False
) -> None:
    """Answer a command, a form or a click, also where the bot is no member.

    Args:
        client: Lends its connections.
        url: The `response_url`: good for half an hour, and five times.
        message: What.
        to_all: All in the conversation see it; else whoever gave the command alone.

    Raises:
        One of SLACK_FAILURES: It could not be posted.
    """
    webhook = AsyncWebhookClient(url, session=client.session, proxy=client.proxy)
    reply = await webhook.send(
        text=message.text,
        blocks=message.blocks,
        response_type="in_channel" if to_all else "ephemeral",
        replace_original=False,
    )
    if reply.status_code != 200:
        refused = {"error": f"HTTP {reply.status_code}"}
        raise SlackApiError("the response URL refuses", refused)  # type: ignore[no-untyped-call]


def marked(key: str) -> dict[str, Any]:
    """Return the metadata of the reply to a question, by which `find` finds it.

    Args:
        key: The question's. Everyone in the workspace can read it.
    """
    return {"event_type": _EVENT_TYPE, "event_payload": {"key": key}}


async def find(
    client: AsyncWebClient, channel: str, thread_ts: str | None, key: str, since: str
) -> Posted | None:
    """Return what was posted with a key, if it is there although nobody heard so.

    Args:
        client: Of the workspace.
        channel: Where it would be.
        thread_ts: The first message of its thread; None: outside of threads.
        key: As in `marked`.
        since: What is older is not looked at.

    Raises:
        One of SLACK_FAILURES: It cannot be read there, for the time being.
    """
    options: dict[str, Any] = {"oldest": since, "include_all_metadata": True, "limit": _PAGE}
    try:
        messages = (
            await client.conversations_replies(channel=channel, ts=thread_ts, **options)
            if thread_ts
            else await client.conversations_history(channel=channel, **options)
        )
    except SLACK_FAILURES as error:
        if refusal(error) == "passing":
            raise
        return None
    for message in messages["messages"]:
        if (message.get("metadata") or {}).get("event_payload", {}).get("key") == key:
            return Posted(channel, str(message["ts"]))
    return None
