"""A response's head as browsers read it: lines that are no header cost that line, not the page.

h11, below httpcore, keeps to RFC 9112 and refuses a response for one bad line. So the head is put
right on its way there, and the body goes through as it is. What browsers do (Chromium's
`HttpUtil::AssembleRawHeaders`): a name may have blanks behind it, a line without a colon is left
out, one that begins with a blank goes on with the header before it, or is a header, if it is the
first.
"""

from __future__ import annotations

import ssl
from typing import Any

import httpcore
import regex

# The longest head that is put right; h11 refuses longer ones anyway.
_LONGEST = 100_000
_READ = 65_536
_END = regex.compile(rb"\r?\n\r?\n")
_LONGEST_END = 4
_STATUS = regex.compile(rb"HTTP/\d\.\d +(\d{3})")
_NAME = regex.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++")
_NOT_IN_VALUES = regex.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def mended(head: bytes) -> bytes:
    """Return a head that keeps to RFC 9112, from one that need not.

    Args:
        head: The status line and the header lines, without the empty line behind them.
    """
    status, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    # The parts of each header: one that is folded a thousand times is put together once.
    kept: list[list[bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and kept:
            kept[-1].append(_NOT_IN_VALUES.sub(b"", line.strip()))
            continue
        name, colon, value = line.strip().partition(b":")
        name = name.rstrip()
        if colon and _NAME.fullmatch(name):
            kept.append([name + b":", _NOT_IN_VALUES.sub(b"", value.strip())])
    return b"\r\n".join([status, *map(b" ".join, kept)])


class LenientStream(httpcore.AsyncNetworkStream):
    """A connection for one request, whose responses' heads are put right."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._waiting = b""
        self._in_head = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Return what comes next: a whole head, or a part of the body; b"" at the end."""
        if not self._in_head:
            return await self._stream.read(max_bytes, timeout)
        searched = 0
        while not (end := _END.search(self._waiting, searched)):
            # What comes byte by byte is not looked through from its start each time.
            searched = max(len(self._waiting) - _LONGEST_END, 0)
            part = await self._stream.read(_READ, timeout)
            self._waiting += part
            if not part or len(self._waiting) > _LONGEST:
                return self._rest()
        status = _STATUS.match(self._waiting)
        if status is None:
            return self._rest()
        head = mended(self._waiting[: end.start()]) + b"\r\n\r\n"
        self._waiting = self._waiting[end.end() :]
        # After an interim response (1xx) comes another head.
        if status[1].startswith(b"1"):
            return head
        return head + self._rest()

    def _rest(self) -> bytes:
        self._in_head = False
        rest, self._waiting = self._waiting, b""
        return rest

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Go on over TLS."""
        secured = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return LenientStream(secured)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection says of itself."""
        return self._stream.get_extra_info(info)
