"""Whether an answer is right; what it should have been, a form asks where it is wrong."""

from __future__ import annotations

import re
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.domain.record.record import Correction, Record, correction_of, judged
from bot.slack.answering.replying.kept import answered
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.listeners.buttons.click import Click, kept_answer, tell
from bot.slack.render.buttons import JUDGE
from bot.slack.render.notice import notice
from bot.slack.render.views.correction import (
    ANSWER_FIELD,
    CALLBACK_ID,
    NONE_FIELD,
    correction_view,
    read_correction,
)
from bot.slack.workspace.deps import Deps
from bot.store.answers import Opinion

_log = structlog.get_logger(__name__)


def register(app: AsyncApp) -> None:
    """Listen to the buttons and to the form."""
    app.action(re.compile(f"^{JUDGE}"))(_on_judge)
    app.view(CALLBACK_ID)(_on_correct)


async def _on_judge(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
) -> None:
    await ack()
    click = Click.of(body)
    verdict, _, ts = click.value.partition(" ")
    with deps.running.one():
        found = await kept_answer(deps, client, click, ts)
        if found is None or found[1].record is None or not deps.feedback_days:
            return
        kept, record = found[0], found[1].record
        opinion = Opinion("wrong" if verdict == "wrong" else "right", judged(record, None))
        # Before the form is open: what somebody enters there soon takes the place of this.
        await deps.answers.judge(kept, click.user, opinion)
        deps.judged(opinion.verdict)
        if verdict != "wrong" or not await _ask(deps, client, body, record, ts):
            language = await deps.people.language(client, click.user)
            thanks = say(language, "feedback.thanks", days=deps.feedback_days)
            await tell(deps, client, click, notice(thanks))


async def _ask(
    deps: Deps, client: AsyncWebClient, body: dict[str, Any], record: Record, ts: str
) -> bool:
    """Open the form, if there is a passage to take the answer from; tell whether it is open."""
    if not record.paragraph:
        return False
    language = await deps.people.language_soon(client, body["user"]["id"])
    where = f"{body['container']['channel_id']} {ts}"
    view = correction_view(record, where, deps.feedback_days, language)
    try:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SLACK_FAILURES as error:
        _log.warning("form_not_opened", error=slack_reason(error))
        return False
    return True


async def _on_correct(
    ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, deps: Deps
) -> None:
    user = body["user"]["id"]
    channel, _, ts = view["private_metadata"].partition(" ")
    words, is_none = read_correction(view)
    found = await answered(deps, channel, ts) if words or is_none else None
    if found is None or found[1].record is None:
        await ack()  # that it is wrong is known
        return
    kept, record = found[0], found[1].record
    correction = correction_of(record, words) if words else Correction(None, None)
    if (words and is_none) or correction is None:
        language = await deps.people.language_soon(client, user)
        field, why = (NONE_FIELD, "either") if is_none else (ANSWER_FIELD, "not-there")
        await ack(response_action="errors", errors={field: say(language, f"feedback.{why}")})
        return
    await deps.answers.judge(kept, user, Opinion("wrong", judged(record, correction)))
    await ack()
