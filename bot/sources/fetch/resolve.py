"""Host names -> addresses, as the machine resolves them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from threading import Thread

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) -> its addresses, best first. Raises OSError when there are none."""

_MOST_AT_ONCE = 32


class SystemResolver:
    """getaddrinfo: the hosts file, search domains, DNS.

    In daemon threads, unlike the event loop's own: a silent name server keeps getaddrinfo for half
    a minute, and a program that ends must not wait for what nobody waits for.
    """

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)

    async def __call__(self, host: str, port: int) -> list[str]:
        """See `Resolve`."""
        await self._room.acquire()
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[str]] = loop.create_future()

        def settle(addresses: list[str], error: OSError | None) -> None:
            self._room.release()
            if found.done():  # cancelled: out of time
                return
            if error:
                found.set_exception(error)
            else:
                found.set_result(addresses)

        def look_up() -> None:
            addresses: list[str] = []
            failure: OSError | None = None
            try:
                addresses = _addresses(host, port)
            except OSError as error:
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, addresses, failure)

        Thread(target=look_up, name="resolver", daemon=True).start()
        return await found


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("no host name") from error
    return [str(address[4][0]) for address in found]
