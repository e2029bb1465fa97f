"""Serve an ASGI application on a real port for the length of a test."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal

import uvicorn
from starlette.types import ASGIApp

START_TIMEOUT = 10.0
STOP_TIMEOUT = 10.0


@contextlib.contextmanager
def serve(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    lifespan: Literal["auto", "on", "off"] = "off",
    log_level: str = "warning",
    protocol: type[asyncio.Protocol] | Literal["h11"] = "h11",
    no_delay: bool = True,
) -> Iterator[str]:
    """Run `app` in a background thread and yield its address, `http://host:port`.

    The server has an event loop of its own, so it also serves a test that blocks. Leaving the block
    drops the connections that are open and stops the server.

    Args:
        app: An ASGI application.
        host: The address to listen on.
        port: The port to listen on; 0 takes a free one.
        lifespan: Whether uvicorn sends the application its start-up and shutdown events.
        log_level: The least level that uvicorn logs.
        protocol: Reads and writes HTTP.
        no_delay: Whether to send at once, without Nagle's algorithm.
    """
    with socket.create_server((host, port), backlog=128) as listener:
        # asyncio does so itself only where a socket says that it is TCP, which this one does not: a
        # body would wait 40 ms for the acknowledgement of its head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, no_delay)
        address = f"http://{host}:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            app,
            http=protocol,
            lifespan=lifespan,
            log_level=log_level,
            # Its own would close all handlers, and with absl's the stderr that pytest reads.
            log_config=None,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name=f"serve {address}", daemon=True
        )
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield address
        finally:
            server.should_exit = True
            thread.join(STOP_TIMEOUT)
    if thread.is_alive():
        raise RuntimeError(f"the server at {address} did not stop in {STOP_TIMEOUT:g} s")


def drop_connection(receive: Any) -> None:
    """Close the connection of a request that `serve` brought, without a word of an answer.

    Await the `http.disconnect` message before leaving the application, or uvicorn tries to answer.
    """
    receive.__self__.transport.close()


class _Server(uvicorn.Server):
    """A server that does not wait for its clients to leave."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await super().shutdown(sockets)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
