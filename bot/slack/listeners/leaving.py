"""The app is removed from a workspace, or its token revoked: nothing of the workspace is kept.

It is deleted before the event is acknowledged: where it could not be, there is no acknowledgement,
and Slack delivers the event again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

Forget = Callable[[str], Awaitable[None]]
"""Deletes all that is kept of a workspace, or of an organization, by its id."""


def register(app: AsyncApp, forget: Forget) -> None:
    """Listen to `app_uninstalled` and `tokens_revoked`."""

    async def on_leaving(
        event: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> None:
        # People's own tokens are revoked one by one; the bot's ends it for the workspace.
        if event["type"] == "app_uninstalled" or event.get("tokens", {}).get("bot"):
            # Slack does not say here whether one workspace was left, or the whole organization.
            for team in filter(None, (context.team_id, context.enterprise_id)):
                await forget(team)
        await next_()

    async def on_event() -> None:
        """Nothing is left to do."""

    for name in ("app_uninstalled", "tokens_revoked"):
        app.event(name, middleware=[on_leaving])(on_event)
