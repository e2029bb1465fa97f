"""Messages and mentions. A mention comes as both; whichever is first is answered."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.deps import Deps
from bot.slack.answering.message import follow
from bot.slack.answering.retract import retract
from bot.slack.understand.incoming import read_event
from bot.slack.understand.meaning import Ask, Deleted, Ignore
from bot.slack.understand.message import understand


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to `app_mention` and `message`."""

    async def on_event(event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        message = read_event(event, body.get("team_id") or "", deps.bot)
        if message is None:
            return
        with deps.running.one():
            if isinstance(message, Deleted):
                await retract(deps, client, message.channel, message.ts)
                return
            thread = await deps.memory.thread(message.channel, message.thread_ts)
            meaning = understand(message, thread, deps.bot, deps.unaddressed)
            if message.edited_ts and not isinstance(meaning, Ask):
                await retract(deps, client, message.channel, message.ts)
            if isinstance(meaning, Ignore):
                return
            if await deps.memory.is_new(
                message.team, message.channel, message.ts, message.edited_ts
            ):
                await deps.running.question(
                    message.channel,
                    message.ts,
                    lambda: follow(deps, client, message, meaning),
                )

    app.event("app_mention")(on_event)
    app.event("message")(on_event)
