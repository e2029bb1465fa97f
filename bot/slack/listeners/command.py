"""`/mrc question link`; `/mrc` alone opens the form."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.deps import Deps
from bot.slack.answering.posting import Wish, a_little_ago
from bot.slack.answering.work import received_wish
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.client.send import respond
from bot.slack.render.form import form_view
from bot.slack.render.notice import explanation
from bot.slack.understand.command import understand_command
from bot.slack.understand.meaning import Ask, Explain, OpenForm


def register(app: AsyncApp) -> None:
    """Listen to the slash command."""

    async def on_command(
        ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        user, channel, url = command["user_id"], command["channel_id"], command["response_url"]
        meaning = understand_command(command.get("text") or "")
        if isinstance(meaning, Ask):
            # In the inbox first: where it could not be put there, its asker is told by Slack.
            wish = Wish(channel, user, meaning, a_little_ago(), url)
            trigger, team = command["trigger_id"], deps.bot.team_id
            await deps.inbox.put(received_wish("command", trigger, team, wish))
            deps.call()
        await ack()

        async def explain(meaning: Explain) -> None:
            language = await deps.people.language(client, user, meaning.question)
            words = explanation(meaning, language, deps.bot.name)
            await deps.delivery.deliver(url, lambda: respond(client, url, words))

        if isinstance(meaning, OpenForm):
            # The trigger is good for three seconds.
            view = form_view(await deps.people.language_soon(client, user), channel)
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=view)
            except SLACK_FAILURES:
                await explain(Explain("ways", ""))
        elif isinstance(meaning, Explain):
            await explain(meaning)

    app.command("/mrc")(on_command)
