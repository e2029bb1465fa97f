"""`/mrc question link`; `/mrc` alone opens the form."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.question import Question
from bot.slack.answering import Answering
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.render.form import form_view
from bot.slack.render.message import Message
from bot.slack.understand.parse import parse


def register(app: AsyncApp, answering: Answering) -> None:
    """Listen to the slash command."""

    async def on_command(
        ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack()
        text = (command.get("text") or "").strip()
        user, channel = command["user_id"], command["channel_id"]

        async def tell(message: Message) -> None:
            await respond(text=message.text, blocks=message.blocks, response_type="ephemeral")

        if not text:
            # The trigger is good for three seconds.
            view = form_view(await answering.people.language_soon(client, user), channel)
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=view)
            except SLACK_FAILURES:
                await tell(await answering.help(client, user))
            return
        parsed = parse(text)
        if not parsed.question or parsed.source is None:
            await tell(await answering.help(client, user, text))
            return
        question = Question(parsed.question, parsed.source)
        await answering.ask_in_channel(client, channel, user, question, tell)

    app.command("/mrc")(on_command)
