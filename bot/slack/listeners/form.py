"""The form's submission."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.service import validate
from bot.slack.answering.deps import Deps
from bot.slack.answering.posting import Wish, a_little_ago
from bot.slack.answering.work import received_wish
from bot.slack.render.form import CALLBACK_ID, form_errors
from bot.slack.sources.access import Asker
from bot.slack.understand.command import understand_form


def register(app: AsyncApp) -> None:
    """Listen to the form."""

    async def on_submit(
        ack: AsyncAck,
        view: dict[str, Any],
        body: dict[str, Any],
        client: AsyncWebClient,
        deps: Deps,
    ) -> None:
        user = body["user"]["id"]
        channel, ask = understand_form(view)
        asker = Asker(user, channel, deps.bot.user_id)
        try:
            validate(deps.sources.question(client, asker, ask))
        except BotError as error:  # the form stays open, with what was filled in
            language = await deps.people.language_soon(client, user)
            await ack(response_action="errors", errors=form_errors(error, language))
            return
        wish = Wish(channel, user, ask, a_little_ago())
        await deps.inbox.put(received_wish("form", view["id"], deps.bot.team_id, wish))
        deps.call()
        await ack()

    app.view(CALLBACK_ID)(on_submit)
