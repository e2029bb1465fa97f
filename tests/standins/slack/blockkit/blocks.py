"""Block Kit as Slack checks it: what the blocks of a message and of a view may hold.

Kinds of blocks and elements that no reading bot needs (video, table, call, …) are refused too.
"""

import copy
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from tests.standins.slack.blockkit.schema import (
    NOTHING,
    Check,
    SchemaError,
    boolean,
    by_type,
    integer,
    items,
    one_of,
    plain_text,
    record,
    string,
    text,
)

Json = dict[str, Any]

MESSAGE_BLOCK_LIMIT = 50
VIEW_BLOCK_LIMIT = 100

IDENTIFIER = string(high=255)
URL = string(high=3000, pattern=r"(https?|mailto|tel|slack):\S+")
CONFIRM = record(
    {
        "title": plain_text(100),
        "text": text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    style=one_of("primary", "danger"),
)
STYLE = record(
    **dict.fromkeys(
        [
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ],
        boolean,
    )
)

RICH_TEXT_PARTS = {
    "text": record({"text": string(high=40_000)}, style=STYLE),
    "link": record({"url": URL}, text=string(), unsafe=boolean, style=STYLE),
    "user": record({"user_id": IDENTIFIER}, style=STYLE),
    "usergroup": record({"usergroup_id": IDENTIFIER}, style=STYLE),
    "channel": record({"channel_id": IDENTIFIER}, style=STYLE),
    "emoji": record({"name": string(pattern=r"[^:\s]+")}, unicode=string(), style=STYLE),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, style=STYLE),
    "date": record(
        {"timestamp": integer(), "format": string()}, url=URL, fallback=string(), style=STYLE
    ),
}
RICH_TEXT_SECTION = record({"elements": items(by_type(RICH_TEXT_PARTS), high=1000)})
BORDER = integer(0, 1)
RICH_TEXT_ELEMENTS = {
    "rich_text_section": RICH_TEXT_SECTION,
    "rich_text_quote": record(
        {"elements": items(by_type(RICH_TEXT_PARTS), high=1000)}, border=BORDER
    ),
    "rich_text_preformatted": record(
        {
            "elements": items(
                by_type({name: RICH_TEXT_PARTS[name] for name in ("text", "link")}), high=1000
            )
        },
        border=BORDER,
    ),
    "rich_text_list": record(
        {
            "style": one_of("bullet", "ordered"),
            "elements": items(by_type({"rich_text_section": RICH_TEXT_SECTION}), high=1000),
        },
        indent=integer(0, 8),
        offset=integer(),
        border=BORDER,
    ),
}

OPTION = record({"text": text(75), "value": string(high=150)}, description=text(75), url=URL)
OPTION_GROUP = record({"label": plain_text(75), "options": items(OPTION, high=100)})
FEEDBACK_BUTTON = record(
    {"text": plain_text(75), "value": string(high=2000)}, accessibility_label=string(high=75)
)
DISPATCH = record(
    trigger_actions_on=items(one_of("on_enter_pressed", "on_character_entered"), high=2)
)
IMAGE_ELEMENT = record({"alt_text": string(high=2000), "image_url": URL})

BUTTONS = {
    "button": record(
        {"text": plain_text(75)},
        action_id=IDENTIFIER,
        url=URL,
        value=string(high=2000),
        style=one_of("primary", "danger"),
        confirm=CONFIRM,
        accessibility_label=string(high=75),
    ),
    "overflow": record({"options": items(OPTION, high=5)}, action_id=IDENTIFIER, confirm=CONFIRM),
}
CONTEXT_BUTTONS = {
    "feedback_buttons": record(
        {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON},
        action_id=IDENTIFIER,
    ),
    "icon_button": record(
        {"icon": one_of("trash"), "text": plain_text(75)},
        action_id=IDENTIFIER,
        value=string(high=2000),
        confirm=CONFIRM,
        accessibility_label=string(high=75),
        visible_to_user_ids=items(IDENTIFIER, high=100),
    ),
}


def _choice(required: Mapping[str, Check] = NOTHING, **optional: Check) -> Check:
    return record(
        required,
        action_id=IDENTIFIER,
        placeholder=plain_text(150),
        confirm=CONFIRM,
        focus_on_load=boolean,
        **optional,
    )


def _typed(**optional: Check) -> Check:
    return record(
        action_id=IDENTIFIER,
        placeholder=plain_text(150),
        initial_value=string(low=0),
        dispatch_action_config=DISPATCH,
        focus_on_load=boolean,
        **optional,
    )


CHOICES = {
    "static_select": _choice(
        options=items(OPTION, high=100),
        option_groups=items(OPTION_GROUP, high=100),
        initial_option=OPTION,
    ),
    "radio_buttons": _choice({"options": items(OPTION, high=10)}, initial_option=OPTION),
    "checkboxes": _choice(
        {"options": items(OPTION, high=10)}, initial_options=items(OPTION, high=10)
    ),
    "users_select": _choice(initial_user=IDENTIFIER),
    "multi_users_select": _choice(
        initial_users=items(IDENTIFIER, high=100), max_selected_items=integer(1, 100)
    ),
    "multi_static_select": _choice(
        options=items(OPTION, high=100),
        initial_options=items(OPTION, high=100),
        max_selected_items=integer(1, 100),
    ),
    "channels_select": _choice(initial_channel=IDENTIFIER, response_url_enabled=boolean),
    "conversations_select": _choice(
        initial_conversation=IDENTIFIER,
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=record(
            include=items(one_of("im", "mpim", "private", "public"), high=4),
            exclude_bot_users=boolean,
            exclude_external_shared_channels=boolean,
        ),
    ),
}
INPUTS = {
    "plain_text_input": _typed(
        multiline=boolean, min_length=integer(0, 3000), max_length=integer(1, 3000)
    ),
    "url_text_input": _typed(),
    "file_input": record(
        action_id=IDENTIFIER, filetypes=items(string(), high=100), max_files=integer(1, 10)
    ),
    **CHOICES,
}


def _block(required: Mapping[str, Check] = NOTHING, **optional: Check) -> Check:
    return record(required, block_id=IDENTIFIER, **optional)


_section_fields = _block(
    text=text(3000),
    fields=items(text(2000), high=10),
    accessory=by_type({**BUTTONS, **CHOICES, "image": IMAGE_ELEMENT}),
    expand=boolean,
)


def _section(value: Any, path: str) -> None:
    _section_fields(value, path)
    if "text" not in value and "fields" not in value:
        raise SchemaError("missing required field: text", path)


VIEW_BLOCKS = {
    "actions": _block({"elements": items(by_type({**BUTTONS, **CHOICES}), high=25)}),
    "context": _block(
        {
            "elements": items(
                by_type({"plain_text": text(), "mrkdwn": text(), "image": IMAGE_ELEMENT}), high=10
            )
        }
    ),
    "divider": _block(),
    "header": _block({"text": plain_text(150)}),
    "image": _block({"alt_text": string(high=2000), "image_url": URL}, title=plain_text(2000)),
    "input": _block(
        {"label": plain_text(2000), "element": by_type(INPUTS)},
        hint=plain_text(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "rich_text": _block({"elements": items(by_type(RICH_TEXT_ELEMENTS), high=1000)}),
    "section": _section,
}
MESSAGE_BLOCKS = {
    **VIEW_BLOCKS,
    "context_actions": _block({"elements": items(by_type(CONTEXT_BUTTONS), high=5)}),
    "markdown": _block({"text": string(high=12_000)}),
}

_VIEW_FIELDS: dict[str, Check] = {
    "private_metadata": string(low=0, high=3000),
    "callback_id": string(low=0, high=255),
    "external_id": string(low=0, high=255),
}
_view_blocks = items(by_type(VIEW_BLOCKS), high=VIEW_BLOCK_LIMIT)
_VIEW = by_type(
    {
        "home": record({"blocks": _view_blocks}, **_VIEW_FIELDS),
        "modal": record(
            {"blocks": _view_blocks, "title": plain_text(24)},
            submit=plain_text(24),
            close=plain_text(24),
            clear_on_close=boolean,
            notify_on_close=boolean,
            submit_disabled=boolean,
            **_VIEW_FIELDS,
        ),
    }
)


def elements(block: Json) -> Iterator[Json]:
    """What can be pressed, chosen or filled in inside a block."""
    inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    interactive = {*BUTTONS, *CONTEXT_BUTTONS, *INPUTS}
    yield from (each for each in inside if each and each.get("type") in interactive)


def check_message_blocks(blocks: Any) -> list[Json]:
    """Validate the blocks of a message; returns a copy with the ids that Slack fills in."""
    items(by_type(MESSAGE_BLOCKS), high=MESSAGE_BLOCK_LIMIT, low=0)(blocks, "/blocks")
    return _with_ids(blocks, "/blocks")


def check_view(view: Any) -> Json:
    """Validate a modal or home view; returns a copy with the ids that Slack fills in."""
    _VIEW(view, "/view")
    if view["type"] == "modal" and "submit" not in view and _has_input(view):
        raise SchemaError("missing required field: submit", "/view")
    return {**copy.deepcopy(view), "blocks": _with_ids(view["blocks"], "/view/blocks")}


def _has_input(view: Json) -> bool:
    return any(block["type"] == "input" for block in view["blocks"])


def _with_ids(blocks: list[Json], path: str) -> list[Json]:
    blocks = copy.deepcopy(blocks)
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block.setdefault("block_id", secrets.token_hex(3))
        if block["block_id"] in seen:
            raise SchemaError("block_id is not unique", f"{path}/{index}/block_id")
        seen.add(block["block_id"])
        actions = [each.setdefault("action_id", secrets.token_hex(3)) for each in elements(block)]
        if len(set(actions)) < len(actions):
            raise SchemaError("action_id is not unique in its block", f"{path}/{index}")
    return blocks
