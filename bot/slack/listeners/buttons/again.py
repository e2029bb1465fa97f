"""Asks a question again, of its pages as they are by now."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.work import received_again
from bot.slack.listeners.buttons.click import Click, kept_answer, tell
from bot.slack.listeners.wishes import take_wish
from bot.slack.render.buttons import AGAIN
from bot.slack.render.notice import too_many
from bot.slack.workspace.deps import Deps


def register(app: AsyncApp) -> None:
    """Listen to the button."""

    async def on_again(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        click = Click.of(body)
        if found := await kept_answer(deps, client, click, click.value):
            # In the inbox first: where it could not be put there, Slack says so.
            team, inquiry = deps.bot.team_id, found[1].inquiry
            received = received_again(team, inquiry, click.user, click.at)
            if not await take_wish(deps, received):
                language = await deps.people.language(client, click.user)
                await tell(deps, client, click, too_many(deps.most_asked, language))
        await ack()

    app.action(AGAIN)(on_again)
