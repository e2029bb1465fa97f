from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client.failures import refusal, seconds_to_wait, slack_reason


def _error(status: int, data: object, headers: dict[str, str] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,  # type: ignore[arg-type]
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("secret words", response)


@pytest.mark.parametrize(
    ("error", "reason", "meaning"),
    [
        (_error(500, {}), "HTTP 500", "passing"),
        (_error(200, {}), "HTTP 200", "passing"),
        (_error(404, {}), "HTTP 404", "other"),
        (_error(429, {"ok": False, "error": "ratelimited"}), "ratelimited", "passing"),
        (_error(200, {"ok": False, "error": "fatal_error"}), "fatal_error", "passing"),
        (_error(200, {"ok": False, "error": "is_archived"}), "is_archived", "archived"),
        (_error(200, {"ok": False, "error": "brand_new"}), "brand_new", "other"),
        (aiohttp.ServerDisconnectedError(), "ServerDisconnectedError", "passing"),
    ],
)
def test_a_failure_has_a_name_and_a_meaning(error: Exception, reason: str, meaning: str) -> None:
    assert (slack_reason(error), refusal(error)) == (reason, meaning)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"retry-after": "x"}, None),
        ({}, None),
        ({"Retry-After": "-1"}, None),
    ],
)
def test_slack_says_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_to_wait(_error(429, {}, headers)) == seconds
