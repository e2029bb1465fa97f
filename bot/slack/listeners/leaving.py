"""The app is removed from a workspace, or its token revoked: nothing of the workspace is kept.

It is deleted before the event is acknowledged: where it could not be, there is no acknowledgement,
and Slack delivers the event again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack.answering.deps import Deps
from bot.store.keeping import Whose

_log = structlog.get_logger(__name__)


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to `app_uninstalled` and `tokens_revoked`."""

    async def forget(
        event: dict[str, Any], body: dict[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> None:
        # People's own tokens are revoked one by one; the bot's ends it for the workspace.
        revoked = event.get("tokens", {}).get("bot", [])
        if event["type"] == "app_uninstalled" or deps.bot.user_id in revoked:
            rows = await deps.keeping.forget(Whose(team=body["team_id"]))
            _log.info("workspace_forgotten", rows=rows)
        await next_()

    async def on_event() -> None:
        """Nothing is left to do."""

    for name in ("app_uninstalled", "tokens_revoked"):
        app.event(name, middleware=[forget])(on_event)
