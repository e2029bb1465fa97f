"""The web server: its port, and its end."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import h11
import structlog
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.domain.operation.fault import described
from bot.stop import Stop

_log = structlog.get_logger(__name__)


class ListenError(Exception):
    """The address to listen on cannot be had."""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that holds the port while the reader loads; it does not listen yet.

    Raises:
        ListenError: The address is taken, or is none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise ListenError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def is_loopback(listener: socket.socket) -> bool:
    """Tell whether a bound socket can be reached from this machine alone."""
    return is_loopback_address(listener.getsockname()[0])


def is_loopback_address(host: str) -> bool:
    """Tell whether a numeric address can be reached from its own machine alone."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


async def serve_until_stopped(
    web: ASGIApp, listener: socket.socket, stop: Stop, drain_seconds: float
) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM.

    Args:
        web: What is served.
        listener: From `bind`.
        stop: Hears the signals.
        drain_seconds: Time that running requests have to end.
    """
    server = _Server(
        uvicorn.Config(
            _without_words(web),
            http="h11",
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=round(drain_seconds),
        )
    )

    def end() -> None:
        server.should_exit = True

    stop.gracefully(end)
    host, port = listener.getsockname()[:2]
    _log.info("ready", url=f"http://{host}:{port}")
    await server.serve(sockets=[listener])


def _without_words(app: ASGIApp) -> ASGIApp:
    """Log what nobody expected without its words.

    Starlette has answered by then, and raises it again for the server, which would log it whole.
    """

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except h11.LocalProtocolError:
            # What came after a request's head was no HTTP, and has been answered as such.
            _log.debug("request_broken")
        except Exception as error:  # noqa: BLE001
            _log.error("request_failed", **described(error))

    return quiet


class _Server(uvicorn.Server):
    """Leaves signals alone: uvicorn raises them again when it ends, before anything is drained."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
