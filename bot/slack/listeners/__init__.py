"""One file a surface; each registers itself with the app."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.answering import Answering
from bot.slack.listeners import command, form, message


def register(app: AsyncApp, answering: Answering) -> None:
    """All that the bot listens to."""
    for listener in (message, command, form):
        listener.register(app, answering)
