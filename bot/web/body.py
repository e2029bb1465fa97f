"""A request's body, up to a limit."""

from __future__ import annotations

from starlette.requests import Request


class BodyTooLargeError(Exception):
    """There is more of it than the limit allows."""


async def read_body(request: Request, limit: int) -> bytes:
    """Return a request's body.

    Raises:
        BodyTooLargeError: It has more than `limit` bytes; the rest is not read.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)
