"""The app is opened: its Home tab is shown, or, to an agent's direct message, what to ask."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from cachetools import TTLCache
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.answering.replying.kept import Kept, latest
from bot.slack.client.delivery import quietly
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.render.prompts import suggested_prompts
from bot.slack.render.views.home import Recent, home_view
from bot.slack.workspace.deps import Deps
from bot.store.database.database import StoreError

_log = structlog.get_logger(__name__)

_MOST_RECENT = 5
_MOST_TEAMS = 10_000
_NO_AGENT_SECONDS = 3600


def register(app: AsyncApp) -> None:
    """Listen to `app_home_opened`."""
    no_agents: TTLCache[str, bool] = TTLCache(_MOST_TEAMS, _NO_AGENT_SECONDS)

    async def on_opened(event: dict[str, Any], client: AsyncWebClient, deps: Deps) -> None:
        with deps.running.one():
            if event.get("tab") == "home":
                await _show_home(deps, client, event["user"])
            elif deps.bot.team_id not in no_agents:
                suggested = await _suggest(deps, client, event["channel"], event["user"])
                if not suggested:
                    no_agents[deps.bot.team_id] = True

    app.event("app_home_opened")(on_opened)


async def _show_home(deps: Deps, client: AsyncWebClient, user: str) -> None:
    language = await deps.people.language(client, user)
    recent: Sequence[Recent] | None = None
    if deps.answers.keeps:
        try:
            kept = await latest(deps, user, _MOST_RECENT)
        except StoreError as error:
            _log.error("store_away", error=str(error))
        else:
            recent = await asyncio.gather(*(_recent(client, each) for each in kept))
    view = home_view(recent, deps.service.model, language, deps.bot.name)
    await quietly(client.views_publish(user_id=user, view=view), "home_not_shown")


async def _recent(client: AsyncWebClient, kept: Kept) -> Recent:
    inquiry, record = kept.inquiry, kept.record
    url = None
    try:
        found = await client.chat_getPermalink(channel=inquiry.channel, message_ts=inquiry.ts)
        url = str(found["permalink"])
    except SLACK_FAILURES as error:
        _log.info("permalink_unknown", error=slack_reason(error))
    return Recent(
        inquiry.ask.question,
        record.answer if record else kept.brief,
        datetime.fromtimestamp(float(inquiry.ts), UTC),
        url,
    )


async def _suggest(deps: Deps, client: AsyncWebClient, channel: str, user: str) -> bool:
    """Suggest what to ask; tell whether the app is an agent there, as far as Slack says."""
    language = await deps.people.language(client, user)
    try:
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=channel,
            title=say(language, "prompt.title"),
            prompts=suggested_prompts(language),
        )
    except SLACK_FAILURES as error:
        _log.info("prompts_not_shown", error=slack_reason(error))
        return refusal(error) == "passing"
    return True
