"""Why something in Slack cannot be read: Slack's refusal -> what its asker is told. Pure."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from bot.domain.errors import (
    BotError,
    GoneError,
    MissingPermissionError,
    NotAMemberError,
    NotForTheBotError,
    SlackUnreachableError,
)
from bot.slack.client.failures import refusal, slack_reason

_GONE = frozenset(
    (
        *("file_not_found", "file_deleted", "canvas_not_found", "canvas_deleted"),
        *("message_not_found", "thread_not_found"),
    )
)


def why_unread(error: BaseException, scope: str) -> BotError:
    """Return what an asker is told of a failed call.

    Args:
        error: One of SLACK_FAILURES.
        scope: What the call needs, if Slack does not say it.
    """
    reason = slack_reason(error)
    if reason == "missing_scope":
        return MissingPermissionError(scope=_needed(error) or scope)
    if reason in _GONE:
        return GoneError()
    kind = refusal(error)
    if kind == "not-member":
        return NotAMemberError()
    return SlackUnreachableError() if kind == "passing" else NotForTheBotError()


def _needed(error: BaseException) -> str:
    try:
        return str(error.response["needed"]) if isinstance(error, SlackApiError) else ""
    except (KeyError, TypeError):
        return ""
