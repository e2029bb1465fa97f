"""How TensorFlow Serving writes: in pieces, each held back until the one before is acknowledged.

Its HTTP server writes 16,384 bytes at a time without TCP_NODELAY. Where the other side waits before
it acknowledges, as Linux does on connections that are kept alive, a longer reply takes 40 ms more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.standins.http import serve
from tests.standins.tf_serving.standin import TensorFlowServing

PIECE = 16_384


@contextmanager
def listening(serving: TensorFlowServing, *, port: int = 0) -> Iterator[str]:
    """Serve on this machine as a model server does, and yield the address."""
    with serve(serving, port=port, protocol=_Protocol, no_delay=False) as url:
        yield url


class _Protocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Pieces(transport))  # type: ignore[arg-type]


class _Pieces:
    """A transport that writes a reply's head with its body, in pieces."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        if not self._held:
            asyncio.get_running_loop().call_soon(self._flush)
        self._held += data

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        for at in range(0, len(self._held), PIECE):
            self._transport.write(bytes(self._held[at : at + PIECE]))
        self._held.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
