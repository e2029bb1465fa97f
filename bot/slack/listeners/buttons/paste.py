"""Takes the text that could not be had, and answers in the place of the reply that said so."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.language import say
from bot.service.validation import validate
from bot.slack.answering.replying.kept import answered
from bot.slack.answering.work import received_again
from bot.slack.client.delivery import quietly
from bot.slack.listeners.buttons.click import Click, kept_answer
from bot.slack.listeners.wishes import take_wish
from bot.slack.render.buttons import PASTE
from bot.slack.render.views.form import form_errors, form_view
from bot.slack.sources.access import Asker
from bot.slack.understand.form import QUESTION_FIELD, Origin, origin_of, understand_form
from bot.slack.understand.meaning import OpenForm, SlackMessage
from bot.slack.workspace.deps import Deps

_CALLBACK_ID = "mrc_pasted"


def register(app: AsyncApp) -> None:
    """Listen to the button and to its form."""
    app.action(PASTE)(_on_paste)
    app.view(_CALLBACK_ID)(_on_pasted)


async def _on_paste(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
) -> None:
    await ack()
    click = Click.of(body)
    with deps.running.one():
        found = await kept_answer(deps, client, click, click.value)
        if found is None:
            return
        inquiry = found[1].inquiry
        language = await deps.people.language_soon(client, click.user)
        # Neither where it is asked nor who sees it is asked again: that is settled.
        origin = Origin(
            channel=inquiry.channel,
            message=SlackMessage(inquiry.channel, inquiry.ts, inquiry.thread_ts),
            joined=False,
        )
        filled = OpenForm(question=inquiry.ask.question)
        view = form_view(language, origin, filled, callback_id=_CALLBACK_ID)
        opening = client.views_open(trigger_id=body["trigger_id"], view=view)
        await quietly(opening, "form_not_opened")


async def _on_pasted(
    ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, deps: Deps
) -> None:
    user, message = body["user"]["id"], origin_of(view).message
    language = await deps.people.language_soon(client, user)
    given = understand_form(view).ask
    if given.sources == (message,):  # nothing was given
        given = replace(given, sources=())
    found = message and await answered(deps, message.channel, message.ts)
    if not found:
        gone = say(language, "help.answer-gone")
        await ack(response_action="errors", errors={QUESTION_FIELD: gone})
        return
    inquiry = replace(found[1].inquiry, ask=given)
    try:
        asker = Asker(inquiry.user, inquiry.channel, deps.bot.user_id)
        validate(deps.sources.question(client, asker, given))
    except BotError as error:
        await ack(response_action="errors", errors=form_errors(error, language))
        return
    received = received_again(deps.bot.team_id, inquiry, user, f"{time.time():.6f}")
    if await take_wish(deps, received):
        await ack()
    else:
        words = say(language, "help.too-many", most=deps.most_asked)
        await ack(response_action="errors", errors={QUESTION_FIELD: words})
