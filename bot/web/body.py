"""Requests' bodies, within limits: each, all that are held at a time, and the time they take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.errors import BusyError, MalformedRequestError

# As many as five of the largest files.
_MOST_BYTES = 100_000_000
_SECONDS = 60.0


class BodyTooLargeError(Exception):
    """There is more of it than the limit allows."""


async def read_body(
    request: Request, limit: int, each: Callable[[bytes], None] | None = None
) -> bytes:
    """Return a request's body.

    Args:
        request: It is still to be read.
        limit: Bytes.
        each: Looks at each part as it comes, and may refuse it.

    Raises:
        BodyTooLargeError: It has more than `limit` bytes; the rest is not read.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise BodyTooLargeError
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise BodyTooLargeError
        if each:
            each(part)
    return bytes(body)


class Bodies:
    """Bounds the memory of all bodies together, and lets none come for ever.

    A request counts until it is answered. Whoever reads one that is too many, or comes too slowly,
    gets a `BotError`.

    Args:
        app: What answers.
        most: Bytes of all requests that are being answered.
        seconds: For a body to come.
    """

    def __init__(self, app: ASGIApp, most: int = _MOST_BYTES, seconds: float = _SECONDS) -> None:
        self._app = app
        self._most = most
        self._seconds = seconds
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its body as far as there is room for it."""
        held, ended = 0, False
        deadline = asyncio.get_running_loop().time() + self._seconds

        async def receive_within() -> Message:
            nonlocal held, ended
            if ended:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                raise MalformedRequestError(detail="the body came too slowly") from error
            size = len(message.get("body", b""))
            held, self._held = held + size, self._held + size
            if self._held > self._most:
                raise BusyError
            ended = not message.get("more_body", False)
            return message

        try:
            await self._app(scope, receive_within, send)
        finally:
            self._held -= held
