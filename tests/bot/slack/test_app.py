"""What the manifest lets Slack send is listened to, or Slack would send it again and again."""

from __future__ import annotations

from typing import Any
from unittest.mock import AsyncMock, MagicMock

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import make_app
from bot.slack.install.manifest import manifest
from bot.slack.workspaces import Workspace

MADE = manifest(None, agent=True)
_BY_A_BOT = {"bot_id": "B1", "channel": "C1", "user": "U1", "ts": "1.0", "tab": "none"}


@pytest.fixture
def app() -> AsyncApp:
    # Nothing is done about what is sent here: whether somebody listens is the question.
    client = AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/")
    deps, workspaces = MagicMock(), AsyncMock()
    deps.bot.user_id, deps.bot.team_id = "U0BOT", "T1"
    workspaces.of.return_value = Workspace(client, deps)
    return make_app(client, None, workspaces)


async def _status(app: AsyncApp, body: dict[str, Any]) -> int:
    sent = {"team_id": "T1", "team": {"id": "T1"}, "user": {"id": "U1"}, "user_id": "U1", **body}
    return (await app.async_dispatch(AsyncBoltRequest(body=sent, mode="socket_mode"))).status


@pytest.mark.parametrize("name", MADE["settings"]["event_subscriptions"]["bot_events"])
async def test_each_event_is_listened_to(app: AsyncApp, name: str) -> None:
    event = {"type": name.partition(".")[0], **_BY_A_BOT}
    assert await _status(app, {"type": "event_callback", "event": event}) == 200


async def test_no_other_is(app: AsyncApp) -> None:
    event = {"type": "reaction_added", **_BY_A_BOT}
    assert await _status(app, {"type": "event_callback", "event": event}) == 404
