"""The form's submission."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.deps import Deps
from bot.slack.answering.posting import post_and_answer
from bot.slack.render.form import CALLBACK_ID
from bot.slack.render.message import Message
from bot.slack.understand.command import understand_form


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form."""

    async def on_submit(
        ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        user = body["user"]["id"]
        channel, question = understand_form(view)

        async def tell(message: Message) -> None:
            # A form has no response URL; a message to the person is what reaches them alone.
            await client.chat_postMessage(
                channel=user, text=message.text, blocks=message.blocks, unfurl_links=False
            )

        with deps.running.one():
            await post_and_answer(deps, client, channel, user, question, tell)

    app.view(CALLBACK_ID)(on_submit)
