"""One file a surface; each registers itself with the app."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.answering.deps import Deps
from bot.slack.listeners import command, form, leaving, message, removal


def register(app: AsyncApp, deps: Deps) -> None:
    """Register all that the bot listens to."""
    for listener in (message, command, form, removal, leaving):
        listener.register(app, deps)
