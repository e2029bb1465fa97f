"""How a call of Slack's Web API fails, and what that means for whoever called."""

from __future__ import annotations

from typing import Literal

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

SLACK_FAILURES = (
    SlackClientError,
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    KeyError,
    ValueError,
)
"""A refusal, no connection, no answer in time, or an answer that is none of Slack's."""

Refusal = Literal[
    "passing", "gone", "blocks", "not-member", "archived", "read-only", "permission", "other"
]
"""What a failure means: `passing` may be tried again, `gone` has nobody to be told any more."""

# https://docs.slack.dev/reference/methods/chat.postMessage#errors and those of chat.update
_MEANINGS: dict[Refusal, tuple[str, ...]] = {
    "passing": (
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
    ),
    "gone": ("thread_not_found", "message_not_found"),
    "blocks": ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"),
    "not-member": ("not_in_channel", "channel_not_found"),
    "archived": ("is_archived",),
    "read-only": (
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "cannot_reply_to_message",
    ),
    "permission": (
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "access_denied",
        "app_access_not_granted",
        "team_access_not_granted",
        "ekm_access_denied",
        "org_login_required",
        "user_is_restricted",
        "messages_tab_disabled",
        "external_channel_migrating",
    ),
}
_BY_REASON = {reason: refusal for refusal, reasons in _MEANINGS.items() for reason in reasons}


def slack_reason(error: BaseException) -> str:
    """Return Slack's own name of the failure, or its kind; never what was sent."""
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    try:
        reason = error.response["error"]
    except (AttributeError, KeyError, TypeError, ValueError):
        reason = None
    if reason:
        return str(reason)
    status = _status(error)
    return f"HTTP {status}" if status else "an answer that is none of Slack's"


def refusal(error: BaseException) -> Refusal:
    """Return what a failure means; what is no answer of Slack's is passing."""
    if not isinstance(error, SlackApiError):
        return "passing"
    if (_status(error) or 200) >= 429:
        return "passing"
    reason = slack_reason(error)
    unnamed = reason.startswith(("HTTP 2", "HTTP 429", "HTTP 5", "an answer"))
    return _BY_REASON.get(reason, "passing" if unnamed else "other")


def is_limited(error: BaseException) -> bool:
    """Tell whether Slack refused a call before it did anything: too many of them."""
    return isinstance(error, SlackApiError) and (
        _status(error) == 429 or slack_reason(error) in ("ratelimited", "rate_limited")
    )


def seconds_to_wait(error: BaseException) -> float | None:
    """Return for how long Slack asks not to be called, by `Retry-After`; None: it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    named = {str(name).lower(): value for name, value in dict(headers).items()}
    try:
        seconds = float(named["retry-after"])
    except (KeyError, ValueError, TypeError):
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _status(error: SlackApiError) -> int | None:
    response = error.response
    for name in ("status_code", "status"):
        if isinstance(status := getattr(response, name, None), int):
            return status
    return None
