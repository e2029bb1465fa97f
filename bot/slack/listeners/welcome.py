"""The bot is invited to a channel, and says what it is good for."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.delivery import quietly
from bot.slack.client.send import post
from bot.slack.render.notice import welcome
from bot.slack.workspace.deps import Deps


def register(app: AsyncApp) -> None:
    """Listen to `member_joined_channel`."""

    async def on_joined(event: dict[str, Any], client: AsyncWebClient, deps: Deps) -> None:
        if event["user"] != deps.bot.user_id:
            return
        with deps.running.one():
            channel, inviter = event["channel"], event.get("inviter") or ""
            language = await deps.people.language_soon(client, inviter)
            words = welcome(language, deps.bot.name)
            said = deps.delivery.deliver(channel, lambda: post(client, channel, words))
            await quietly(said, "not_welcomed")

    app.event("member_joined_channel")(on_joined)
