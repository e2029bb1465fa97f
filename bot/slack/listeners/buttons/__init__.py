"""The buttons below replies, one file each."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.listeners.buttons import again, feedback, others, paste, removal, unpin
from bot.slack.render.buttons import WEB


def register(app: AsyncApp) -> None:
    """Listen to all of them."""
    for button in (others, again, paste, feedback, removal, unpin):
        button.register(app)

    async def on_link(ack: AsyncAck) -> None:
        await ack()  # it is the browser that follows

    app.action(WEB)(on_link)
