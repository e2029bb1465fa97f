"""Bolt's app, wired: one workspace, over HTTP or in Socket Mode."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.deps import Deps
from bot.slack.client.failures import slack_reason
from bot.slack.listeners import register

_log = structlog.get_logger(__name__)


def make_app(client: AsyncWebClient, signing_secret: str | None, deps: Deps) -> AsyncApp:
    """Return the app with all its listeners.

    Args:
        client: Holds the bot token.
        signing_secret: Verifies requests over HTTP; None in Socket Mode.
        deps: What the listeners need.
    """
    # Bolt gives its loggers this one's level; below warning they write whole requests.
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.WARNING)
    app = AsyncApp(client=client, signing_secret=signing_secret or "", logger=quiet)

    async def on_error(error: Exception) -> None:
        # The error's own words may hold what was sent to Slack: its kind is enough.
        _log.error("listener_failed", kind=type(error).__name__, error=slack_reason(error))

    app.error(on_error)
    register(app, deps)
    return app


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Take events over a websocket while the context lasts."""
    handler = AsyncSocketModeHandler(app, app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
