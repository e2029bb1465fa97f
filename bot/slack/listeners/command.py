"""`/mrc question link`; where something is missing, the form."""

from __future__ import annotations

from typing import Any, Literal

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.posting import Wish, a_little_ago
from bot.slack.answering.work import received_wish
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.client.send import respond
from bot.slack.listeners.rules import open_rules
from bot.slack.listeners.wishes import take_wish
from bot.slack.render.message import Message
from bot.slack.render.notice import explanation, too_many
from bot.slack.render.views.form import form_view
from bot.slack.understand.command import understand_command
from bot.slack.understand.form import Origin, is_closed
from bot.slack.understand.meaning import Ask, Explain, OpenForm, OpenRules
from bot.slack.workspace.deps import Deps


def register(app: AsyncApp) -> None:
    """Listen to the slash command."""

    async def on_command(
        ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        user, channel, url = command["user_id"], command["channel_id"], command["response_url"]
        closed = is_closed(channel, command.get("channel_name") or "")
        text = command.get("text") or ""
        meaning = understand_command(text, deps.bot.user_id)
        has_room = True
        if isinstance(meaning, Ask):
            # In the inbox first: where it could not be put there, its asker is told by Slack.
            wish = Wish(channel, user, meaning, a_little_ago(), url, closed=closed)
            trigger, team = command["trigger_id"], deps.bot.team_id
            has_room = await take_wish(deps, received_wish("command", trigger, team, wish))
        await ack()

        async def tell(message: Message) -> None:
            await deps.delivery.deliver(url, lambda: respond(client, url, message))

        if isinstance(meaning, OpenRules):
            await open_rules(deps, client, user, channel, command["trigger_id"], url)
            return
        if isinstance(meaning, OpenForm):
            # The trigger is good for three seconds.
            language = await deps.people.language_soon(client, user)
            alone = (await deps.rules.of(channel)).alone(channel) and not closed
            view = form_view(language, Origin(channel, url, closed), meaning, alone=alone)
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=view)
            except SLACK_FAILURES:
                topic = _missing(meaning)
                await tell(explanation(Explain(topic, text), language, deps.bot.name))
            return
        language = await deps.people.language(client, user, text)
        if isinstance(meaning, Explain):
            await tell(explanation(meaning, language, deps.bot.name))
        elif not has_room:
            await tell(too_many(deps.most_asked, language))

    app.command("/mrc")(on_command)


def _missing(form: OpenForm) -> Literal["which-question", "no-source", "ways"]:
    """Return what to explain where the form cannot be opened."""
    if form.source:
        return "which-question"
    return "no-source" if form.question else "ways"
