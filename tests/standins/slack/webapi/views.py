"""The methods `views.*`: modals and Home tabs."""

import time
from typing import Any

from tests.standins.slack.blockkit.blocks import check_message_blocks, check_view
from tests.standins.slack.blockkit.schema import SchemaError
from tests.standins.slack.state import TRIGGER_LIFE, OpenView
from tests.standins.slack.webapi.method import Args, Method, SlackError, WebApi

Json = dict[str, Any]

VIEW_BYTES_LIMIT = 250_000


def checked_view(args: Json, kind: str) -> Json:
    """The `view` argument, where it is a good view of this kind."""
    view = args.get("view")
    if len(str(view)) > VIEW_BYTES_LIMIT:
        raise SlackError("view_too_large")
    try:
        checked = check_view(view)
    except SchemaError as error:
        raise SlackError("invalid_arguments", str(error)) from error
    if checked["type"] != kind:
        raise SlackError("invalid_arguments", f"must be a {kind} [json-pointer:/view/type]")
    return checked


def _by_external_id(api: WebApi, external_id: str) -> str:
    """The id of the open view that the app has given this name, or nothing."""
    opened = api.state.views.items()
    return next(
        (key for key, v in opened if v.open and external_id == v.view["external_id"] != ""), ""
    )


def _replace(api: WebApi, args: Args, view_id: str, current: OpenView) -> Json:
    view = checked_view(args, current.view["type"])
    if args.get("hash") and args["hash"] != current.view["hash"]:
        raise SlackError("hash_conflict")
    if _by_external_id(api, view.get("external_id", "")) not in ("", view_id):
        raise SlackError("duplicate_external_id")
    return {"view": api.state.new_view(view, current.user, view_id, current.channel)}


def _views_open(api: WebApi, args: Args) -> Json:
    trigger = api.state.triggers.get(args.need("trigger_id"))
    view = checked_view(args, "modal")
    if _by_external_id(api, view.get("external_id", "")):
        raise SlackError("duplicate_external_id")
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.exchanged:
        raise SlackError("exchanged_trigger_id")
    if time.monotonic() - trigger.issued > TRIGGER_LIFE:
        raise SlackError("expired_trigger_id")
    trigger.exchanged = True
    return {"view": api.state.new_view(view, trigger.user, channel=trigger.channel)}


def _views_update(api: WebApi, args: Args) -> Json:
    view_id = args.get("view_id") or _by_external_id(api, args.need("external_id"))
    current = api.state.views.get(view_id)
    if current is None or not current.open:
        raise SlackError("not_found")
    return _replace(api, args, view_id, current)


def _views_publish(api: WebApi, args: Args) -> Json:
    if not api.grants.home_tab:
        raise SlackError("not_enabled")
    user = api.person(args.need("user_id")).id
    for view_id, current in api.state.views.items():
        if current.user == user and current.view["type"] == "home":
            return _replace(api, args, view_id, current)
    return {"view": api.state.new_view(checked_view(args, "home"), user)}


def _blocks_validate(_api: WebApi, args: Args) -> Json:
    """Check the blocks of a message, or a view; nothing is shown to anybody."""
    given = [name for name in ("blocks", "message", "view") if args.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", "give one of blocks, message and view")
    check = check_view if given == ["view"] else check_message_blocks
    try:
        check(args[given[0]])
    except SchemaError as error:
        wrong = {"code": "failed_constraint", "message": str(error)}
        raise SlackError(f"invalid_{given[0]}", errors=[wrong]) from error
    return {}


VIEW_METHODS = {
    "blocks.validate": Method(_blocks_validate),
    "views.open": Method(_views_open),
    "views.update": Method(_views_update),
    "views.publish": Method(_views_publish),
}
