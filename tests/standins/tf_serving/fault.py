"""What came to the stand-in for TensorFlow Serving, and what is to go wrong with it."""

import functools
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

MAX_BODY = 100 * 2**20
"""The size of an unpacked gzip body past which the server takes it for empty."""


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it came, for assertions."""

    method: str
    path: str
    """The path with its query, not decoded."""
    headers: Mapping[str, str]
    size: int
    """The length of the body on the wire."""
    body: bytes = field(repr=False)
    """The body, unpacked."""

    @functools.cached_property
    def json(self) -> Any:
        """The parsed body; None where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a request: it waits, then hangs, loses its connection or fails.

    A fault that only has a delay lets the request be answered after it. One that trickles begins
    an answer, and sends white space for ever.
    """

    delay: float = 0.0
    hang: bool = False
    drop: bool = False
    trickle: bool = False
    status: int | None = None
    body: str | bytes = b""
    content_type: str = "application/json"

    @classmethod
    def error(cls, status: int, message: str) -> "Fault":
        """A failure in TensorFlow Serving's form."""
        return cls(status=status, body=error_body(message))


FaultRule = Callable[[ReceivedRequest], Fault | None]


async def received(request: Request) -> ReceivedRequest:
    packed = await request.body()
    query = request.scope["query_string"]
    path = request.scope["raw_path"] + (b"?" + query if query else b"")
    headers = dict(request.headers)
    body = _unpacked(packed) if headers.get("content-encoding") == "gzip" else packed
    return ReceivedRequest(
        request.method, path.decode("utf-8", "surrogateescape"), headers, len(packed), body
    )


def _unpacked(body: bytes) -> bytes:
    """A gzip body unpacked; nothing if it is broken, cut short or too big."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, MAX_BODY)
    except zlib.error:
        return b""
    return unpacked if unpacker.eof else b""


def error_body(message: str) -> bytes:
    """The body of a failure, as bytes: messages may echo what is not UTF-8."""
    text = json.dumps({"error": message}, indent=4, ensure_ascii=False)
    return text.encode("utf-8", "surrogateescape")
