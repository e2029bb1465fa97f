"""One request over one connection, to addresses that were checked.

A connection is made for a single request to a single host and then closed. A pool that several
requests share could hand a connection, verified for one name, to another name at the same address.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpcore
import httpx

from bot.sources.fetch.guard import host_of, port_of
from bot.sources.fetch.head import LenientStream

FAILURES = (
    OSError,  # ssl.SSLError too
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
)
"""Errors of `get` and of reading its parts: a server out of reach, or against the rules."""

_CONNECT_SECONDS = 4.0
_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Response:
    """A response's head, and its body as it arrives: packed as its Content-Encoding says."""

    status: int
    headers: httpx.Headers
    parts: AsyncIterator[bytes]


@asynccontextmanager
async def get(
    url: httpx.URL, addresses: Sequence[str], headers: Mapping[str, str], tls: ssl.SSLContext
) -> AsyncIterator[Response]:
    """GET `url` from one of its host's `addresses`, best first.

    The name is not resolved again: a second answer could differ from the one that was checked (DNS
    rebinding). TLS and the Host header keep the name.

    Raises:
        FAILURES: It cannot be had.
    """
    target = httpcore.URL(
        scheme=url.raw_scheme, host=host_of(url), port=port_of(url), target=url.raw_path
    )
    request = httpcore.Request(
        "GET",
        target,
        headers=[("Host", url.netloc.decode("ascii")), *headers.items()],
        extensions={"timeout": {"connect": _CONNECT_SECONDS}},
    )
    async with httpcore.AsyncHTTPConnection(
        target.origin, ssl_context=tls, network_backend=_Pinned(addresses[:_MOST_ADDRESSES])
    ) as connection:
        response = await connection.handle_async_request(request)
        try:
            head = httpx.Headers(response.headers)
            yield Response(response.status, head, response.aiter_stream())
        finally:
            await response.aclose()


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the given addresses, whatever host is asked for."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        refused: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            try:
                stream = await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
                return LenientStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused
