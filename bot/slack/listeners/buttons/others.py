"""Shows the other candidates of a reply: in it, or beside one that its asker alone sees."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.delivery import UPDATES, quietly
from bot.slack.client.send import update
from bot.slack.listeners.buttons.click import Click, kept_answer, tell
from bot.slack.render.buttons import OTHERS, with_others
from bot.slack.render.others import others_message
from bot.slack.workspace.deps import Deps


def register(app: AsyncApp) -> None:
    """Listen to the button."""

    async def on_others(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        await ack()
        click = Click.of(body)
        with deps.running.one():
            found = await kept_answer(deps, client, click, click.value)
            record = found and found[1].record
            if found is None or record is None:
                return
            language = found[1].inquiry.language
            if click.message is None:  # seen by one person alone, it cannot be changed
                await tell(deps, client, click, others_message(record.others, language))
                return
            opened = with_others(click.message, record.others, language)
            lane = f"{click.reply.ts}@{click.reply.channel}"
            shown = deps.delivery.deliver(
                lane, lambda: update(client, click.reply, opened), UPDATES
            )
            await quietly(shown, "others_not_shown")

    app.action(OTHERS)(on_others)
