"""The step of Workflow Builder. It is in the inbox before it is acknowledged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.step import turn_away
from bot.slack.answering.work import received_step
from bot.slack.client.delivery import quietly
from bot.slack.listeners.wishes import take_wish
from bot.slack.understand.step import WorkflowStep, read_step
from bot.slack.workspace.deps import Deps

_CROWDED = "mrc_crowded_step"


def register(app: AsyncApp) -> None:
    """Listen to `function_executed`."""

    async def into_the_inbox(
        event: dict[str, Any],
        context: AsyncBoltContext,
        deps: Deps,
        next_: Callable[[], Awaitable[None]],
    ) -> None:
        step = read_step(event)
        if step and not await take_wish(deps, received_step(deps.bot.team_id, step)):
            context[_CROWDED] = step
        await next_()

    async def on_event(context: AsyncBoltContext, client: AsyncWebClient, deps: Deps) -> None:
        crowded = context.get(_CROWDED)
        if isinstance(crowded, WorkflowStep):
            with deps.running.one():
                await quietly(turn_away(deps, client, crowded), "step_not_completed")

    app.event("function_executed", middleware=[into_the_inbox])(on_event)
