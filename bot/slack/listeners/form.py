"""The form's submission."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering import Answering
from bot.slack.render.form import CALLBACK_ID, form_question
from bot.slack.render.message import Message


def register(app: AsyncApp, answering: Answering) -> None:
    """Listen to the form."""

    async def on_submit(
        ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        user = body["user"]["id"]
        channel, question = form_question(view)

        async def tell(message: Message) -> None:
            # A form has no response URL; a message to the person is what reaches them alone.
            await client.chat_postMessage(
                channel=user, text=message.text, blocks=message.blocks, unfurl_links=False
            )

        await answering.ask_in_channel(client, channel, user, question, tell)

    app.view(CALLBACK_ID)(on_submit)
