"""One file a surface; each registers itself with the app."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import (
    buttons,
    command,
    form,
    home,
    leaving,
    message,
    rules,
    shortcuts,
    step,
    welcome,
)


def register(app: AsyncApp, forget: leaving.Forget) -> None:
    """Register all that the bot listens to.

    Args:
        app: Gives each listener `deps`, those of the workspace that it is called from.
        forget: Deletes all that is kept of a workspace.
    """
    for listener in (message, command, form, rules, shortcuts, step, buttons, home, welcome):
        listener.register(app)
    leaving.register(app, forget)
