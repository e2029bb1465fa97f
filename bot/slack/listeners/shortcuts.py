"""The shortcuts: of a message, to ask about it, and the one from anywhere. Both open the form."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.question import GivenText
from bot.slack.client.delivery import quietly
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.render.views.form import form_view
from bot.slack.understand.form import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT, Origin, is_closed
from bot.slack.understand.meaning import OpenForm, SlackMessage
from bot.slack.understand.thread.offered import linked_sources
from bot.slack.understand.written.names import with_names
from bot.slack.workspace.deps import Deps

# The trigger is good for three seconds.
_CHECK_SECONDS = 1.0


def register(app: AsyncApp) -> None:
    """Listen to both."""

    async def on_message(
        ack: AsyncAck, shortcut: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        await ack()
        language, joined = await asyncio.gather(
            deps.people.language_soon(client, shortcut["user"]["id"]),
            _is_joined(client, shortcut["channel"]["id"]),
        )
        origin, text = _origin(shortcut, joined=joined), _text(shortcut["message"], deps)
        # What the bot cannot look up later is taken along.
        filled = OpenForm(source="" if joined else text)
        await _open(client, shortcut, form_view(language, origin, filled, about=text))

    async def on_anything(
        ack: AsyncAck, shortcut: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        await ack()
        language = await deps.people.language_soon(client, shortcut["user"]["id"])
        # Nobody is shown anything who was not chosen to be.
        await _open(client, shortcut, form_view(language, Origin(), OpenForm(), alone=True))

    app.shortcut({"callback_id": MESSAGE_SHORTCUT, "type": "message_action"})(on_message)
    app.shortcut({"callback_id": GLOBAL_SHORTCUT, "type": "shortcut"})(on_anything)


async def _open(client: AsyncWebClient, shortcut: dict[str, Any], view: dict[str, Any]) -> None:
    call = client.views_open(trigger_id=shortcut["trigger_id"], view=view)
    await quietly(call, "form_not_opened")


async def _is_joined(client: AsyncWebClient, channel: str) -> bool:
    """Tell whether the bot can read and answer in a conversation; it cannot where nobody knows."""
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            found = (await client.conversations_info(channel=channel))["channel"]
    except SLACK_FAILURES:
        return False
    # Of direct messages it sees its own alone, and is not told that it is a member.
    return bool(found.get("is_member") or found.get("is_im") or found.get("is_mpim"))


def _origin(shortcut: dict[str, Any], *, joined: bool) -> Origin:
    channel, message = shortcut["channel"], shortcut["message"]
    ts, thread_ts = message["ts"], message.get("thread_ts")
    return Origin(
        channel=channel["id"],
        response_url=shortcut.get("response_url") or "",
        closed=is_closed(channel["id"], channel.get("name") or ""),
        message=SlackMessage(channel["id"], ts, thread_ts if thread_ts != ts else None),
        joined=joined,
    )


def _text(message: dict[str, Any], deps: Deps) -> str:
    """Return what a message says, as a person sees it."""
    sources = linked_sources([message], deps.bot.user_id)
    texts = "\n".join(each.text for each in sources if isinstance(each, GivenText))
    return with_names(texts, {})
