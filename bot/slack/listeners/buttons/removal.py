"""Takes a reply away: its asker's, or one that nobody asked for."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.answering.replying.kept import forget
from bot.slack.answering.replying.retract import discard
from bot.slack.listeners.buttons.click import Click, tell
from bot.slack.render.buttons import REMOVE
from bot.slack.render.notice import notice
from bot.slack.workspace.deps import Deps


def register(app: AsyncApp) -> None:
    """Listen to the button."""

    async def on_remove(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        await ack()
        click = Click.of(body)
        ts, _, asker = click.value.partition(" ")
        with deps.running.one():
            # Others see no such button, but where Slack shows plain ones.
            if asker and asker != click.user:
                language = await deps.people.language(client, click.user)
                await tell(deps, client, click, notice(say(language, "help.not-yours")))
                return
            await deps.memory.forget_reply(click.reply.channel, ts)
            await forget(deps, click.reply.channel, ts)
            await discard(deps, client, click.reply)

    app.action(REMOVE)(on_remove)
