"""Slack's request URL: what is too large, unsigned or no text is turned away before Bolt reads it.

Bolt parses a request first and checks its signature then: a stranger's fields would take half a
second of the event loop, and brackets within brackets end in an error.
https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.errors import BotError
from bot.web.body import BodyTooLargeError, read_body

# Slack's own payloads are far smaller; nobody is known before the signature is checked.
_MAX_BODY_BYTES = 1_000_000
# Unsigned, Slack asks from time to time whether the certificate is good; all it wants is a 200.
_SSL_CHECK = re.compile(rb"(?:^|&)ssl_check=1(?:&|$)")

SlackEndpoint = Callable[[Request], Awaitable[Response]]


def slack_endpoint(app: Callable[[], AsyncApp | None], signing_secret: str) -> SlackEndpoint:
    """Return the endpoint of an app that takes events over HTTP.

    Args:
        app: None as long as nobody knows who the bot is; Slack sends what it has to tell again.
        signing_secret: The app's.
    """
    verifier = SignatureVerifier(signing_secret)

    async def endpoint(request: Request) -> Response:
        if (ready := app()) is None:
            return Response(status_code=503)
        try:
            body = await read_body(request, _MAX_BODY_BYTES)
        except BodyTooLargeError:
            return Response(status_code=413)
        except BotError as error:  # too many at a time, or too slow
            return Response(status_code=error.status)
        if not _is_signed(verifier, body, request.headers):
            return Response(status_code=200 if _SSL_CHECK.search(body) else 401)

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        return await AsyncSlackRequestHandler(ready).handle(Request(request.scope, receive))

    return endpoint


def _is_signed(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        return verifier.is_valid_request(body, {**headers})
    except (ValueError, TypeError):  # no text, a time that is no number, a signature with accents
        return False
