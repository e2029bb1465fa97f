"""A request with an Idempotency-Key is answered once: repeated, it gets the response of before.

Who has sent a request and lost the connection can send it again, to a bot that was restarted
meanwhile, too. What may be otherwise the next time (busy, an error) is not kept.
https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from bot.domain.errors import BusyError, KeyInUseError, MalformedRequestError, StoreAwayError
from bot.store.database.database import StoreError
from bot.store.requests import OtherRequestError, Requests, UnderWayError

_MAX_KEY = 255
_PAUSE = 0.25


def key_of(headers: Headers) -> str | None:
    """Return a request's key; None where it has none.

    Raises:
        MalformedRequestError: It is none.
    """
    key = headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= _MAX_KEY:
        raise MalformedRequestError(detail=f"Idempotency-Key: 1 to {_MAX_KEY} characters")
    return key


async def answer_once(
    requests: Requests,
    caller: str,
    key: str,
    request: bytes,
    seconds: float,
    answer: Callable[[], Awaitable[Response]],
) -> Response:
    """Return the response to a request: the one that it has got, or else a new one.

    Args:
        requests: Where responses are kept.
        caller: Who asks; each has keys of their own.
        key: The request's key.
        request: What says which request it is.
        seconds: How long an answer takes at most.
        answer: Makes a new response.

    Raises:
        BotError: The key is of another request; the store is away; the same request is still
            worked on after all that time.
    """
    # Both may hold what somebody wrote.
    name, fingerprint = (
        hashlib.sha256(one).hexdigest() for one in (f"{caller}:{key}".encode(), request)
    )
    owner = uuid.uuid4().hex
    try:
        async with asyncio.timeout(seconds):
            kept = await _begin(requests, name, fingerprint, owner, seconds)
    except OtherRequestError as error:
        raise KeyInUseError from error
    except TimeoutError as error:
        raise BusyError from error
    except StoreError as error:
        raise StoreAwayError from error
    if kept:
        headers = {"Idempotency-Replayed": "true"}
        return Response(kept["body"], kept["status"], headers, media_type=kept["type"])
    response = None
    try:
        response = await answer()
    finally:
        await _end(requests, name, owner, response)
    return response


async def _begin(
    requests: Requests, name: str, fingerprint: str, owner: str, seconds: float
) -> dict[str, Any] | None:
    while True:
        try:
            return await requests.begin(name, fingerprint, owner, seconds)
        except UnderWayError:
            await asyncio.sleep(_PAUSE)


async def _end(requests: Requests, name: str, owner: str, response: Response | None) -> None:
    kept = None
    if response and (response.status_code < 500 and response.status_code != BusyError.status):
        body, kind = bytes(response.body).decode(), response.headers["content-type"]
        kept = {"status": response.status_code, "body": body, "type": kind}
    try:
        await requests.end(name, owner, kept)
    except StoreError as error:
        if response:
            # It was promised to be kept: who gets no answer asks again.
            raise StoreAwayError from error
