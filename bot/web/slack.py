"""Slack's request URL: what is too large or no text is turned away before Bolt reads it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import Response

from bot.web.body import BodyTooLargeError, read_body

# Slack's own payloads are far smaller; nobody is known before the signature is checked.
_MAX_BODY_BYTES = 1_000_000

SlackEndpoint = Callable[[Request], Awaitable[Response]]


def slack_endpoint(app: Callable[[], AsyncApp | None]) -> SlackEndpoint:
    """Return the endpoint of an app that takes events over HTTP.

    Args:
        app: None as long as nobody knows who the bot is; Slack sends what it has to tell again.
    """

    async def endpoint(request: Request) -> Response:
        if (ready := app()) is None:
            return Response(status_code=503)
        try:
            body = await read_body(request, _MAX_BODY_BYTES)
            body.decode("utf-8")
        except BodyTooLargeError:
            return Response(status_code=413)
        except UnicodeDecodeError:
            return Response(status_code=400)

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        return await AsyncSlackRequestHandler(ready).handle(Request(request.scope, receive))

    return endpoint
