"""What an app answers to a command, a click or a form: in its acknowledgement, or later."""

import copy
import time
from typing import Any

from tests.standins.slack.state import (
    RESPONSE_URL_LIFE,
    RESPONSE_URL_USES,
    Delivery,
    OpenView,
    ResponseUrl,
)
from tests.standins.slack.webapi.chat import authorship, content, update_message
from tests.standins.slack.webapi.method import Args, SlackError, WebApi
from tests.standins.slack.webapi.views import checked_view

Json = dict[str, Any]


def use(api: WebApi, key: str, payload: Json) -> None:
    """Answer through a response_url, which has its limits."""
    target = api.state.response_urls.get(key)
    if target is None or time.monotonic() - target.issued > RESPONSE_URL_LIFE:
        raise SlackError("expired_url")
    if len(target.uses) >= RESPONSE_URL_USES:
        raise SlackError("used_url")
    target.uses.append(copy.deepcopy(payload))
    respond(api, target, payload)


def acknowledged(api: WebApi, target: ResponseUrl, reply: Any) -> None:
    """Show what the acknowledgement of a command says, if it says anything."""
    payload = {"text": reply} if isinstance(reply, str) else reply
    if payload.get("text") or payload.get("blocks"):
        respond(api, target, payload)


def respond(api: WebApi, target: ResponseUrl, payload: Json) -> None:
    """Do what an answer says: show it to the person or to all, or change what was clicked."""
    args = Args(payload)
    if target.message_ts and (args.flag("replace_original") or args.flag("delete_original")):
        _change_original(api, target, target.message_ts, args)
        return
    message = content(args)
    if args.get("thread_ts"):
        message["thread_ts"] = args["thread_ts"]
    if args.get("response_type") == "in_channel":
        posted = api.state.post(target.channel, {**message, **authorship(api.state)})
        api.events.posted(target.channel, posted)
    else:
        about = {"channel": target.channel, "user": target.user, "message_ts": api.state.new_ts()}
        api.state.ephemerals.append({**about, **message})


def _change_original(api: WebApi, target: ResponseUrl, ts: str, args: Args) -> None:
    channel, ephemerals = api.state.channels[target.channel], api.state.ephemerals
    message = api.state.find(channel.id, ts)
    ephemeral = next((e for e in ephemerals if e["message_ts"] == ts), None)
    if args.flag("delete_original"):
        if message:
            api.events.deleted(channel.id, api.state.remove(channel.id, ts))
        elif ephemeral:
            ephemerals.remove(ephemeral)
    elif message:
        update_message(api, channel, message, content(args), args)
    elif ephemeral:
        ephemeral.update(content(args))


def submitted(api: WebApi, current: OpenView, delivery: Delivery) -> None:
    """Do with a form what the app's acknowledgement says; an empty one closes it.

    Raises:
        AssertionError: Slack would show the person an error instead.
    """
    if not delivery.ok:
        raise AssertionError(f"the form was not acknowledged: {delivery.status} {delivery.reply}")
    reply = delivery.reply or {}
    match reply.get("response_action"):
        case "errors":
            blocks = {block["block_id"] for block in current.view["blocks"]}
            if not reply["errors"] or not reply["errors"].keys() <= blocks:
                raise AssertionError(f"errors of no block of the form: {reply['errors']}")
        case "update":
            try:
                view = checked_view(reply, "modal")
            except SlackError as error:
                raise AssertionError(f"not a view: {error.reply}") from error
            api.state.new_view(view, current.user, current.view["id"], current.channel)
        case "clear" | None:
            current.open = False
        case action:
            raise AssertionError(f"the stand-in knows no response_action {action}")
