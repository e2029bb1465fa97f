"""The button on a reply that nobody asked for."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.deps import Deps
from bot.slack.answering.retract import discard
from bot.slack.client.send import Posted
from bot.slack.render.removal import ACTION_ID


def register(app: AsyncApp) -> None:
    """Listen to the button."""

    async def on_remove(
        ack: AsyncAck,
        action: dict[str, Any],
        body: dict[str, Any],
        client: AsyncWebClient,
        deps: Deps,
    ) -> None:
        await ack()
        where = body["container"]
        channel = where["channel_id"]
        with deps.running.one():
            await deps.memory.forget_reply(channel, action["value"])
            await discard(deps, client, Posted(channel, where["message_ts"]))

    app.action(ACTION_ID)(on_remove)
