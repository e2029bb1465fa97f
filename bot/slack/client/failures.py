"""How a call of Slack's Web API fails."""

from __future__ import annotations

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


def slack_reason(error: BaseException) -> str:
    """Return Slack's own name of the failure, or its kind; never what was sent."""
    if isinstance(error, SlackApiError):
        try:
            return str(error.response["error"])
        except (KeyError, TypeError, ValueError):
            return "an answer that is none of Slack's"
    return type(error).__name__
