"""Slack's request URL, as strangers and Slack use it."""

from __future__ import annotations

import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web.slack import slack_endpoint
from tests.standins.slack.delivery.outbox import signature

SECRET = "secret"


def _never_asked() -> None:
    raise AssertionError("Bolt is to read nothing of a stranger's")


def _signed(body: bytes, at: str) -> dict[str, str]:
    text = body.decode("utf-8", "replace")
    return {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(SECRET, at, text),
    }


NOW = str(int(time.time()))


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"a=b&" * 249_000, {}, 401),
        (b"[" * 900_000, {}, 401),
        (b"{}", _signed(b"{}", "1"), 401),
        (b"{}", _signed(b"{}", "soon"), 401),
        (b"{}", _signed(b"{}", "9" * 5_000), 401),
        (b"{} ", _signed(b"{}", NOW), 401),
        (b"\xff", _signed(b"\xff", NOW), 401),
        (b"{}", {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": b"\xe9"}, 401),
        (b"x" * 1_000_001, {}, 413),
        (b"ssl_check=1&token=a", {}, 200),
        (b"text=ssl_check=1", {}, 401),
    ],
)
async def test_nothing_is_read_of_what_slack_has_not_signed(
    body: bytes, headers: dict[str, str | bytes], status: int
) -> None:
    class Bolt:
        async_dispatch = _never_asked

    endpoint = slack_endpoint(Bolt, SECRET)  # type: ignore[arg-type]
    web = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        reply = await client.post("/slack/events", content=body, headers=headers)
    assert reply.status_code == status


async def test_slack_is_asked_to_send_again_what_comes_before_the_app_is_there() -> None:
    web = Starlette(routes=[Route("/", slack_endpoint(lambda: None, SECRET), methods=["POST"])])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(web), base_url="http://bot"
    ) as client:
        assert (await client.post("/", content=b"{}")).status_code == 503
