"""A server that answers with whatever bytes a test wants to send, well-formed or not."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its path, its headers (names in lower case), the name that TLS asked for."""

    path: str
    headers: dict[str, str]
    server_name: str | None


Answer = Callable[[Visit, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class RawServer:
    """A listening server.

    Attributes:
        port: Its port.
        connections: How often someone connected.
        visits: Every request that was read whole.
    """

    port: int = 0
    connections: int = 0
    visits: list[Visit] = field(default_factory=list)


@contextlib.asynccontextmanager
async def raw_server(
    answer: Answer,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[RawServer]:
    """Answer every request with `answer`, then close the connection."""
    server = RawServer()
    names: dict[ssl.SSLObject, str | None] = {}
    if tls:

        def note(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
            names[connection] = name

        tls.sni_callback = note

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        ):
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                line, *lines = head.rstrip().split("\r\n")
                pairs = (header.split(": ", 1) for header in lines)
                headers = {name.lower(): value for name, value in pairs}
                name = names.get(writer.get_extra_info("ssl_object"))
                visit = Visit(line.split(" ")[1], headers, name)
                server.visits.append(visit)
                await answer(visit, writer)
                await writer.drain()
            finally:
                writer.close()

    listener = await asyncio.start_server(serve, host, port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A well-formed response; in header names `_` stands for `-`."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {"Content-Type": "text/html", "Content-Length": str(len(body)), **given}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
