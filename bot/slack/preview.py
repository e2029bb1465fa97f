"""How the reply to a question would look in Slack, for who asks elsewhere. Pure."""

from __future__ import annotations

from typing import Any

from bot.domain.language import Language
from bot.domain.reply import Reply
from bot.slack.render.buttons import Offer, with_buttons
from bot.slack.render.reply import reply_message

# Nobody's: nothing can be done about a reply that was not posted.
_NOBODY, _NOWHEN = "U0", "0.0"


def preview(reply: Reply, language: Language, feedback_days: int) -> list[dict[str, Any]]:
    """Return the blocks of a reply, with the buttons that it would have in Slack.

    Args:
        reply: What is answered.
        language: The reply's.
        feedback_days: For how long feedback is kept.
    """
    found = reply.reading.state == "found"
    offer = Offer(
        _NOWHEN,
        _NOBODY,
        others=found and bool(reply.others),
        again=reply.document.url is not None,
        feedback_days=0 if reply.reason else feedback_days,
    )
    return with_buttons(reply_message(reply, language), offer, language).blocks
