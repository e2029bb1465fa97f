"""The buttons below a reply: what can be done about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    IconButtonElement,
    PlainTextObject,
    RichTextBlock,
)

from bot.domain.language import Language, say
from bot.domain.record.record import Other
from bot.slack.render.message import Message
from bot.slack.render.others import listed

OTHERS = "mrc_others"
AGAIN = "mrc_again"
PASTE = "mrc_paste"
WEB = "mrc_web"
REMOVE = "mrc_remove"
UNPIN = "mrc_unpin"
JUDGE = "mrc_judge"
"""The ids of the actions. Those of feedback begin with `JUDGE`."""

_BLOCK = "mrc_buttons"
_FEEDBACK_BLOCK = "mrc_feedback"
_OTHERS_BLOCK = "mrc_others_shown"
_MOST_URL = 3_000


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done about a reply.

    Attributes:
        question_ts: The message that asked.
        asker: Who may take the reply away; None: anyone, as nobody asked for it.
        others: Other candidates can be shown.
        again: It can be asked again, its pages fetched anew.
        paste: The text can be pasted that could not be had.
        web_url: Where it goes on, on the web.
        feedback_days: For how long feedback is kept; 0: none is asked for.
        pinned: The thread that reads the source, which can be forgotten; None: it was named.
    """

    question_ts: str
    asker: str | None
    others: bool = False
    again: bool = False
    paste: bool = False
    web_url: str | None = None
    feedback_days: int = 0
    pinned: str | None = None


def with_buttons(message: Message, offer: Offer, language: Language) -> Message:
    """Return a reply with what can be done about it.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    blocks = list(message.blocks)
    if buttons := list(_buttons(offer, language)):
        blocks.append(ActionsBlock(block_id=_BLOCK, elements=buttons).to_dict())
    if icons := list(_icons(offer, language)):
        blocks.append(ContextActionsBlock(block_id=_FEEDBACK_BLOCK, elements=icons).to_dict())
    return Message(message.text, blocks)


def without_buttons(message: Message) -> Message:
    """Return a reply as it is told where nothing can be done about it."""
    kept = [block for block in message.blocks if not _is_ours(block, _BLOCK, _FEEDBACK_BLOCK)]
    return Message(message.text, kept)


def without_removal(message: Message) -> Message:
    """Return a reply as its asker alone sees it, who can dismiss it by Slack's own means."""
    kept = (_without(block, REMOVE) for block in message.blocks)
    return Message(message.text, list(filter(None, kept)))


def with_others(message: Message, others: Sequence[Other], language: Language) -> Message:
    """Return a reply with other candidates, opened in place of the button for them."""
    shown = listed(others, language)
    opened = RichTextBlock(block_id=_OTHERS_BLOCK, elements=shown).to_dict()
    blocks: list[dict[str, Any]] = []
    for block in message.blocks:
        if _is_ours(block, _OTHERS_BLOCK):
            continue
        if _is_ours(block, _BLOCK):
            blocks += filter(None, [opened, _without(block, OTHERS)])
        else:
            blocks.append(block)
    return Message(message.text, blocks)


def in_plain_buttons(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks with ordinary buttons in place of those that older clients do not know."""
    return [
        {
            "type": "actions",
            "block_id": block["block_id"],
            "elements": [each for element in block["elements"] for each in _plain(element)],
        }
        if block["type"] == "context_actions"
        else block
        for block in blocks
    ]


def web_url(public_url: str, question: str, url: str | None) -> str | None:
    """Return where a question goes on, on the bot's page; None where it is too long for a link.

    Question and address are in the fragment, which no server is sent.
    """
    given = {"question": question, **({"url": url} if url else {})}
    fragment = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())
    address = f"{public_url.rstrip('/')}/#{fragment}"
    return address if len(address) <= _MOST_URL else None


def _buttons(offer: Offer, language: Language) -> Iterator[ButtonElement]:
    ts = offer.question_ts
    if offer.others:
        yield _button(language, "others", OTHERS, ts)
    if offer.paste:
        yield _button(language, "paste", PASTE, ts)
    if offer.again:
        yield _button(language, "again", AGAIN, ts)
    if offer.web_url:
        yield _button(language, "web", WEB, ts, url=offer.web_url)
    if offer.pinned:
        yield _button(language, "unpin", UNPIN, offer.pinned)
    if offer.asker is None:
        label = say(language, "button.remove-label")
        yield _button(language, "remove", REMOVE, ts, accessibility_label=label)


def _button(
    language: Language,
    name: str,
    action_id: str,
    value: str,
    *,
    url: str | None = None,
    accessibility_label: str | None = None,
) -> ButtonElement:
    return ButtonElement(
        text=PlainTextObject(text=say(language, f"button.{name}")),
        action_id=action_id,
        value=value,
        url=url,
        accessibility_label=accessibility_label,
    )


def _icons(
    offer: Offer, language: Language
) -> Iterator[FeedbackButtonsElement | IconButtonElement]:
    if offer.feedback_days:
        right, wrong = (
            FeedbackButtonObject(
                text=PlainTextObject(
                    text=say(language, f"feedback.{verdict}", days=offer.feedback_days)
                ),
                value=f"{verdict} {offer.question_ts}",
            )
            for verdict in ("right", "wrong")
        )
        yield FeedbackButtonsElement(action_id=JUDGE, positive_button=right, negative_button=wrong)
    if offer.asker:
        yield IconButtonElement(
            action_id=REMOVE,
            icon="trash",
            text=PlainTextObject(text=say(language, "button.remove")),
            accessibility_label=say(language, "button.remove-own-label"),
            value=f"{offer.question_ts} {offer.asker}",
            visible_to_user_ids=[offer.asker],
        )


def _plain(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the buttons that stand for one of a `context_actions` block."""
    if element["type"] == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            button = {"type": "button", "action_id": f"{element['action_id']}_{name}"}
            yield button | element[name]
    else:
        known = ("action_id", "text", "value", "accessibility_label")
        yield {"type": "button"} | {name: element[name] for name in known if name in element}


def _without(block: dict[str, Any], action_id: str) -> dict[str, Any] | None:
    """Return a block without one of its buttons; None where no other is in it."""
    if not _is_ours(block, _BLOCK, _FEEDBACK_BLOCK):
        return block
    left = [each for each in block["elements"] if each["action_id"] != action_id]
    return {**block, "elements": left} if left else None


def _is_ours(block: dict[str, Any], *block_ids: str) -> bool:
    return block.get("block_id") in block_ids
