"""One exchange with one server: JSON out, JSON in, and what went wrong as a typed error."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
from contextlib import suppress
from typing import Any

import httpx

from mrc_core.errors import (
    ModelMismatchError,
    ReaderBusyError,
    ReaderError,
    ReaderFailedError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)

# 32 windows of 512 tokens in the pretty-printed form of two floats a token are under 1 MB.
_MAX_REPLY_BYTES = 64 * 2**20
_CONNECT_SECONDS = 3.0
_CHECK_SECONDS = 3.0

# A window of 384 tokens is 3.1 KB of JSON (0.9 KB packed), 32 windows are 100 KB (10 KB packed).
# Packing and unpacking them at level 1 takes 0.25 ms, what the 90 KB saved take on 2.9 Gbit/s;
# below the 14 KB that TCP sends before the first acknowledgement, packing gains nothing.
_PACK_BYTES = 14_000

_BATCH_LIMIT = re.compile(r"larger than maximum (?:input )?batch size (\d+)")
_MIXED_LENGTHS = "from different tasks have different shapes"


class NotServedError(ReaderUnavailableError):
    """404: the server does not serve the model, or the version, now."""


class RequestTooLargeError(ModelMismatchError):
    """The request has too many windows; `limit` is how many there may be, if it was said."""

    def __init__(self, message: str, limit: int | None) -> None:
        super().__init__(message)
        self.limit = limit


class MixedLengthsError(ReaderBusyError):
    """The server put requests of different lengths into one batch, and refused them all."""


class Exchange:
    """The REST API of one server, over pooled connections.

    Args:
        url: "http://host:8501".
        concurrency: Predictions in flight at once; more wait for their turn here, so that the
            threads of the server stay free for health checks.
    """

    def __init__(self, url: str, concurrency: int) -> None:
        parsed = _parsed(url)
        self.name = parsed.netloc.decode("ascii", "replace")
        # Health checks and metadata need not wait for predictions.
        limits = httpx.Limits(
            max_connections=concurrency + 2, max_keepalive_connections=concurrency + 2
        )
        # No read timeout, as it would start anew with each byte; callers bound the whole exchange.
        self._client = httpx.AsyncClient(
            base_url=parsed,
            limits=limits,
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
            trust_env=False,
            follow_redirects=False,
        )
        self._turn = asyncio.Semaphore(concurrency)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(self, path: str) -> Any:
        """Return status or metadata, which take milliseconds, but wait behind predictions.

        Raises:
            ReaderError: Why it cannot be had; ReaderUnavailableError where it takes too long.
        """
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                return await self._exchange("GET", path)
        except TimeoutError as error:
            raise ReaderUnavailableError(f"{self} does not answer") from error

    async def post(self, path: str, document: Any) -> Any:
        """Return a prediction; the caller bounds how long it may take.

        Raises:
            ReaderError: Why there is none.
        """
        body = json.dumps(document, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"}
        if len(body) >= _PACK_BYTES:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        async with self._turn:
            return await self._exchange("POST", path, body, headers)

    async def _exchange(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        request = self._client.stream(method, path, content=content, headers=headers)
        try:
            async with request as response:
                _acknowledge_at_once(response)
                body = bytearray()
                async for part in response.aiter_bytes():
                    _acknowledge_at_once(response)
                    body += part
                    if len(body) > _MAX_REPLY_BYTES:
                        raise ModelMismatchError(f"the reply of {self} is too large")
        except httpx.TimeoutException as error:
            raise ReaderUnavailableError(f"{self} does not answer") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            what = type(error).__name__
            raise ReaderUnavailableError(f"{self} cannot be reached ({what})") from error
        if response.status_code != httpx.codes.OK:
            raise self._error(response.status_code, bytes(body))
        try:
            # Not response.json(): NaN and Infinity come as bare literals, which json reads.
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ModelMismatchError(f"the reply of {self} is not JSON") from error

    def _error(self, status: int, body: bytes) -> ReaderError:
        """Return the error that a status stands for.

        Bodies may echo the request, so they reach neither messages nor logs.
        """
        what = f"{self} answered {status}"
        said = body[:2000].decode("utf-8", "replace")
        match status:
            case 404:
                return NotServedError(what)
            case 429 | 503:
                return ReaderBusyError(what)
            case 502:  # a proxy's word for a connection that was refused
                return ReaderUnavailableError(what)
            case 504:
                return ReaderTimeoutError(what)
            case 413:
                return RequestTooLargeError(what, None)
            case 400 if limit := _BATCH_LIMIT.search(said):
                return RequestTooLargeError(what, int(limit[1]))
            case 400 if _MIXED_LENGTHS in said:
                return MixedLengthsError(f"{self} batched requests of different lengths")
            case 400 | 501:
                return ModelMismatchError(f"{what}: it serves another model, or not as agreed")
        return ReaderFailedError(what)

    def __str__(self) -> str:
        return f"the model server at {self.name}"


def _acknowledge_at_once(response: httpx.Response) -> None:
    """Let the next part of a reply come without a pause.

    TensorFlow Serving writes 16,384 bytes at a time, and each waits until the one before is
    acknowledged (Nagle's algorithm), for which Linux takes 40 ms where a connection is kept alive.
    It does at once what it was asked to, and forgets it; other systems cannot be asked.
    """
    stream = response.extensions.get("network_stream")
    connection = stream.get_extra_info("socket") if stream else None
    if connection and hasattr(socket, "TCP_QUICKACK"):
        with suppress(OSError):  # it has ended already
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        # Not the text itself: it may hold a password.
        raise ReaderUnavailableError("a model server's address is to be like http://host:8501")
    return parsed
