"""Has a thread forget what it reads."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.listeners.buttons.click import Click, tell
from bot.slack.render.buttons import UNPIN
from bot.slack.render.notice import notice
from bot.slack.workspace.deps import Deps


def register(app: AsyncApp) -> None:
    """Listen to the button."""

    async def on_unpin(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        click = Click.of(body)
        await deps.memory.unpin(click.reply.channel, click.value, click.user, click.at)
        await ack()
        language = await deps.people.language(client, click.user)
        await tell(deps, client, click, notice(say(language, "pin.forgotten")))

    app.action(UNPIN)(on_unpin)
