"""A form over everything else, as all of the bot's are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, PlainTextObject
from slack_sdk.models.views import View

from bot.domain.language import Language, say


def modal(
    language: Language,
    words: str,
    blocks: Sequence[Block],
    *,
    callback_id: str | None = None,
    metadata: str | None = None,
) -> dict[str, Any]:
    """Return a modal as JSON; without a `callback_id`, it is to look at only.

    Args:
        language: Of who sees it.
        words: Where its own words are: `form` for those of `form.title`.
        blocks: What is in it.
        callback_id: Names the form when it comes back.
        metadata: Comes back with it.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    return View(
        type="modal",
        callback_id=callback_id,
        private_metadata=metadata,
        title=plain(language, f"{words}.title"),
        submit=plain(language, f"{words}.submit") if callback_id else None,
        close=plain(language, "form.cancel"),
        blocks=blocks,
    ).to_dict()


def plain(language: Language, key: str, **parameters: int) -> PlainTextObject:
    """Return the bot's words as Slack's plain text."""
    return PlainTextObject(text=say(language, key, **parameters))
