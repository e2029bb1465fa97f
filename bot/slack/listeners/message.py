"""Messages and mentions. A mention comes as both; whichever is first is answered."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering import Answering


def register(app: AsyncApp, answering: Answering) -> None:
    """Listen to `app_mention` and `message`."""

    async def on_event(event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        await answering.on_event(client, event, body.get("team_id") or "")

    app.event("app_mention")(on_event)
    app.event("message")(on_event)
