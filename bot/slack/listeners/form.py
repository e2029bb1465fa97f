"""The form's submission: what is wrong is said at its field, and nothing typed is lost."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.language import Language, say
from bot.service.validation import validate
from bot.slack.answering.posting import Wish, a_little_ago
from bot.slack.answering.work import received_wish
from bot.slack.client.failures import SLACK_FAILURES, refusal
from bot.slack.listeners.wishes import take_wish
from bot.slack.render.views.form import CALLBACK_ID, form_errors
from bot.slack.sources.access import Asker
from bot.slack.understand.form import CHANNEL_FIELD, QUESTION_FIELD, Filled, understand_form
from bot.slack.workspace.deps import Deps

# Slack waits three for what becomes of a form.
_CHECK_SECONDS = 1.0


def register(app: AsyncApp) -> None:
    """Listen to the form."""

    async def on_submit(
        ack: AsyncAck,
        view: dict[str, Any],
        body: dict[str, Any],
        client: AsyncWebClient,
        deps: Deps,
    ) -> None:
        user, team = body["user"]["id"], deps.bot.team_id
        filled = understand_form(view, body.get("response_urls") or ())
        language = await deps.people.language_soon(client, user)
        errors = _of_question(deps, client, user, filled, language)
        errors = errors or await _of_channel(client, filled, language)
        if not errors:
            wish = Wish(
                channel=filled.channel,
                user=user,
                ask=filled.ask,
                since=a_little_ago(),
                response_url=filled.response_url,
                thread_ts=filled.thread_ts,
                alone=filled.alone,
                closed=filled.closed,
            )
            if not await take_wish(deps, received_wish("form", view["id"], team, wish)):
                words = say(language, "help.too-many", most=deps.most_asked)
                errors = {QUESTION_FIELD: words}
        if errors:
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    app.view(CALLBACK_ID)(on_submit)


def _of_question(
    deps: Deps, client: AsyncWebClient, user: str, filled: Filled, language: Language
) -> dict[str, str]:
    """Return what is wrong with question and source, by field."""
    asker = Asker(user, filled.channel, deps.bot.user_id)
    try:
        validate(deps.sources.question(client, asker, filled.ask))
    except BotError as error:
        return form_errors(error, language)
    return {}


async def _of_channel(client: AsyncWebClient, filled: Filled, language: Language) -> dict[str, str]:
    """Return why a question cannot be posted where it is to be; what nobody knows yet is tried."""
    if filled.alone:
        return {}
    if not filled.channel:
        return {CHANNEL_FIELD: say(language, "form.no-channel")}
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            channel = (await client.conversations_info(channel=filled.channel))["channel"]
        if not channel.get("is_archived") or filled.thread_ts:
            return {}
        return {CHANNEL_FIELD: say(language, "form.archived")}
    except SLACK_FAILURES as error:
        cannot_post = refusal(error) == "not-member" and not (
            filled.thread_ts or (filled.closed and filled.response_url)
        )
        return {CHANNEL_FIELD: say(language, "form.not-member")} if cannot_post else {}
