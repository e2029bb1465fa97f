"""What Slack's client tells of buttons pressed, options chosen and forms filled in."""

import json
from collections.abc import Iterator
from typing import Any

from tests.standins.slack.blockkit.blocks import elements

Json = dict[str, Any]

_CHOSEN_IDS = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
}
_SEVERAL = ("checkboxes", "multi_static_select")


def _chosen(element: Json, value: Any) -> Json:
    """What an element tells of the value that somebody gave it."""
    kind = element["type"]
    options = {option["value"]: option for option in _options(element)}
    if kind == "feedback_buttons":
        buttons = [element["positive_button"], element["negative_button"]]
        pressed = next(b for b in buttons if b["value"] == value)
        return {"text": pressed["text"], "value": value}
    if kind == "file_input":
        return {"files": value or []}
    if kind in _SEVERAL:
        return {"selected_options": [options[each] for each in value or []]}
    if options:
        return {"selected_option": options[value] if value is not None else None}
    if kind in _CHOSEN_IDS:
        return {_CHOSEN_IDS[kind]: (value or []) if kind.startswith("multi_") else value}
    if kind in ("button", "icon_button"):
        return {name: element[name] for name in ("text", "value") if name in element}
    return {"value": value}


def _options(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def action(blocks: list[Json], action_id: str, value: str | None, ts: str) -> Json:
    """The action of a click: which element it was, in which block, and its value."""
    for block in blocks:
        for element in elements(block):
            if element["action_id"] == action_id:
                known = {"type": element["type"], "action_id": action_id, "action_ts": ts}
                return {**known, "block_id": block["block_id"], **_chosen(element, value)}
    raise AssertionError(f"no element {action_id} in {json.dumps(blocks, ensure_ascii=False)}")


def filled_in(view: Json, values: Json, current: str | None = None) -> Json:
    """The state of a form, refused where Slack would not let it be submitted.

    Args:
        view: The form.
        values: What is filled in or chosen, by `action_id`.
        current: The conversation that was on the screen when the form opened.
    """
    state: Json = {}
    unknown = dict(values)
    for block in view["blocks"]:
        for element in elements(block):
            if element["type"] in ("button", "overflow"):
                continue
            name = element["action_id"]
            value = unknown.pop(name, _initial(element, current))
            if block["type"] == "input":
                _check_input(block, element, value)
            told = {"type": element["type"], **_chosen(element, value)}
            state.setdefault(block["block_id"], {})[name] = told
    if unknown:
        raise AssertionError(f"the form has no {', '.join(unknown)}")
    return state


def answered_in(view: Json, state: Json) -> Iterator[tuple[str, str, str]]:
    """Where a form asks for response URLs: the block, the element, and the conversation."""
    for block in view["blocks"]:
        for element in elements(block):
            if element.get("response_url_enabled"):
                name = element["action_id"]
                told = state[block["block_id"]][name]
                if channel := told[_CHOSEN_IDS[element["type"]]]:
                    yield block["block_id"], name, channel


def _initial(element: Json, current: str | None) -> Any:
    if element.get("default_to_current_conversation") and "initial_conversation" not in element:
        return current
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    names = (name for name in element if name.startswith("initial_"))
    return next((element[name] for name in names), None)


def _check_input(block: Json, element: Json, value: Any) -> None:
    label = block["label"]["text"]
    if not value:
        if not block.get("optional"):
            raise AssertionError(f"Slack would not submit the form: {label!r} is required")
    elif element["type"] == "plain_text_input":
        low, high = element.get("min_length", 0), element.get("max_length", 3000)
        if not low <= len(value) <= high:
            raise AssertionError(f"Slack would not submit the form: {label!r} is too short or long")
