"""What holds in a channel, shown to everybody, settled by who answers for it.

By `/mrc settings`, or of any channel from the Home tab.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.send import respond
from bot.slack.render.notice import notice
from bot.slack.render.views.home import RULES
from bot.slack.render.views.rules import CALLBACK_ID, rules_shown, rules_view
from bot.slack.understand.rules.form import WrongFieldError, read_rules
from bot.slack.workspace.deps import Deps

_log = structlog.get_logger(__name__)

# The trigger is good for three seconds.
_LOOK_SECONDS = 1.5


def register(app: AsyncApp) -> None:
    """Listen to the form, and to the choice of a channel on the Home tab."""

    async def on_chosen(
        ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, deps: Deps
    ) -> None:
        await ack()
        channel = body["actions"][0].get("selected_conversation")
        if channel:
            await open_rules(deps, client, body["user"]["id"], channel, body["trigger_id"])

    async def on_submit(
        ack: AsyncAck,
        view: dict[str, Any],
        body: dict[str, Any],
        client: AsyncWebClient,
        deps: Deps,
    ) -> None:
        try:
            rules = read_rules(view)
        except WrongFieldError as error:
            language = await deps.people.language_soon(client, body["user"]["id"])
            words = say(language, f"rules.{error.reason}")
            await ack(response_action="errors", errors={error.field: words})
            return
        # The form was opened for who may settle them, and Slack has signed that it is that form.
        await deps.rules.settle(view["private_metadata"], rules)
        _log.info("rules_settled", channel=view["private_metadata"])
        await ack()

    app.view(CALLBACK_ID)(on_submit)
    app.action(RULES)(on_chosen)


async def open_rules(
    deps: Deps,
    client: AsyncWebClient,
    user: str,
    channel: str,
    trigger_id: str,
    response_url: str | None = None,
) -> None:
    """Open the form for whoever may settle a channel's rules; show them to others.

    Args:
        deps: What answering needs.
        client: Of the workspace.
        user: Who wants to see them.
        channel: The channel.
        trigger_id: Of what they did to see them.
        response_url: Where they can be told that it cannot be opened; None: nowhere.

    Raises:
        StoreError: Nobody knows what holds.
    """
    rules = await deps.rules.of(channel)
    language = await deps.people.language_soon(client, user)
    view = rules_shown(rules, language)
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            if await deps.standing.may_settle(client, user, channel):
                view = rules_view(rules, await _groups(client), channel, language)
    except SLACK_FAILURES as error:
        _log.warning("standing_unknown", error=slack_reason(error))
    try:
        await client.views_open(trigger_id=trigger_id, view=view)
    except SLACK_FAILURES as error:
        _log.warning("form_not_opened", error=slack_reason(error))
        if url := response_url:
            words = notice(say(language, "rules.not-now"))
            await deps.delivery.deliver(url, lambda: respond(client, url, words))


async def _groups(client: AsyncWebClient) -> dict[str, str]:
    """Return the names of the workspace's groups of people, by id; workspaces may have none."""
    try:
        found = (await client.usergroups_list())["usergroups"]
    except SLACK_FAILURES as error:
        _log.warning("groups_unknown", error=slack_reason(error))
        return {}
    return {each["id"]: str(each.get("name") or each["handle"]) for each in found}
