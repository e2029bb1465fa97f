"""Bolt's app, wired: its listeners, and in which workspace each request is at home."""

from __future__ import annotations

import logging

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.domain.operation.fault import described
from bot.slack.client.failures import slack_reason
from bot.slack.listeners import register
from bot.slack.understand.incoming import installation_of
from bot.slack.workspaces import Workspaces

_log = structlog.get_logger(__name__)


def make_app(
    client: AsyncWebClient, signing_secret: str | None, workspaces: Workspaces
) -> AsyncApp:
    """Return the app with all its listeners. Each is given `deps`, those of its workspace.

    Args:
        client: Lends its connections; whose token it is depends on the workspace.
        signing_secret: Verifies requests over HTTP; None in Socket Mode.
        workspaces: Where the bot is.
    """
    # Bolt gives its loggers this one's level: below warning they write whole requests, and its
    # warnings are for whoever writes an app (a token that is given twice, events not listened to).
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult | None:
        team = installation_of(
            context.enterprise_id,
            context.team_id,
            of_organization=bool(context.is_enterprise_install),
        )
        workspace = await workspaces.of(team)
        if workspace is None:
            return None
        context["deps"] = workspace.deps
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=context.team_id,
            bot_user_id=workspace.deps.bot.user_id,
            bot_token=workspace.client.token,
        )

    not_installed = (say(language, "install.gone") for language in ("ko", "en"))
    app = AsyncApp(
        client=client,
        user_facing_authorize_error_message=" · ".join(not_installed),
        signing_secret=signing_secret or "",
        authorize=authorize,  # type: ignore[arg-type] # it may return None
        logger=quiet,
    )

    async def on_error(error: Exception) -> None:
        # The error's own words may hold what was sent to Slack.
        _log.error("listener_failed", error=slack_reason(error), **described(error))

    app.error(on_error)
    register(app, workspaces.forget)
    return app
