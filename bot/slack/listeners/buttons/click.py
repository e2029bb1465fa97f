"""A click on a button below a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import say
from bot.slack.answering.replying.kept import Kept, answered
from bot.slack.client.delivery import quietly
from bot.slack.client.send import Posted, respond
from bot.slack.render.message import Message
from bot.slack.render.notice import notice
from bot.slack.workspace.deps import Deps
from bot.store.answers import Answered


@dataclass(frozen=True, slots=True)
class Click:
    """A click.

    Attributes:
        value: The button's.
        at: When, as Slack writes times.
        user: Whose.
        reply: The message with the button.
        message: What that says; None of one that only one person sees.
        response_url: Where whoever clicked can be told something.
    """

    value: str
    at: str
    user: str
    reply: Posted
    message: Message | None
    response_url: str

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an interaction.

        Raises:
            KeyError: It is no click on a message's button.
        """
        action, where, message = body["actions"][0], body["container"], body.get("message")
        return cls(
            value=action["value"],
            at=action["action_ts"],
            user=body["user"]["id"],
            reply=Posted(where["channel_id"], where["message_ts"]),
            message=Message(message["text"], message.get("blocks") or []) if message else None,
            response_url=body["response_url"],
        )


async def tell(deps: Deps, client: AsyncWebClient, click: Click, message: Message) -> None:
    """Tell whoever clicked something that nobody else sees."""
    url = click.response_url
    told = deps.delivery.deliver(url, lambda: respond(client, url, message))
    await quietly(told, "click_unanswered")


async def kept_answer(
    deps: Deps, client: AsyncWebClient, click: Click, ts: str
) -> tuple[Answered, Kept] | None:
    """Return the answer that is clicked at; where it is not kept any more, say so.

    Raises:
        StoreError: The store is away.
    """
    found = await answered(deps, click.reply.channel, ts)
    if found is None:
        language = await deps.people.language(client, click.user)
        await tell(deps, client, click, notice(say(language, "help.answer-gone")))
    return found
