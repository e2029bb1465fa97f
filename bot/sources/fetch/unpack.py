"""Bounded decompression of a body: a small bomb never becomes a large buffer. Pure.

Content codings: RFC 9110, section 8.4.1; gzip: RFC 1952; zlib: RFC 1950; deflate: RFC 1951.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zlib import _Decompress

_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
_DEFLATED = 8
_RAW = -zlib.MAX_WBITS
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class UnpackError(Exception):
    """The body is not what its Content-Encoding says, or ends early."""


class Unpacker:
    """Unpacks a body as it arrives, in pieces of 64 KiB at most.

    Servers call raw deflate and zlib alike "deflate"; gzip may have several members, and garbage
    behind the last.

    Args:
        encoding: The Content-Encoding header; "" when there is none.

    Raises:
        UnpackError: A coding that is not gzip, deflate or identity, or several of them.
    """

    def __init__(self, encoding: str) -> None:
        codings = [coding.strip().lower() for coding in encoding.split(",")]
        codings = [coding for coding in codings if coding not in ("", "identity")]
        if codings not in ([], ["gzip"], ["x-gzip"], ["deflate"]):
            raise UnpackError(f"content coding {encoding[:40]!r}")
        self._packed = bool(codings)
        self._may_be_raw = codings == ["deflate"]
        self._inflater: _Decompress | None = None
        self._members = 0
        self._waiting = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes of the body unpack to.

        Raises:
            UnpackError: They are damaged.
        """
        if not self._packed:
            yield data
            return
        data = self._waiting + data
        self._waiting = b""
        while not self._over:
            if self._inflater is None and not self._begin(data):
                return
            assert self._inflater is not None  # noqa: S101 - for the type checker
            try:
                piece = self._inflater.decompress(data, _PIECE)
            except zlib.error as error:
                raise UnpackError(str(error)) from error
            if piece:
                yield piece
            data = self._inflater.unconsumed_tail
            if self._inflater.eof:
                data = self._inflater.unused_data
                self._inflater = None
                self._members += 1
            elif not data and len(piece) < _PIECE:  # a full piece may have left more inside
                return

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            UnpackError: In the middle of what it packs.
        """
        if self._inflater is not None or (self._waiting and not self._members):
            raise UnpackError("the body ends early")

    def _begin(self, data: bytes) -> bool:
        """Begin a member, or the body, if `data` is enough to tell and there is one."""
        if len(data) < 2:
            self._waiting = data
            return False
        is_gzip = data.startswith(_GZIP)
        if self._members and not is_gzip:
            self._over = True
            return False
        is_zlib = data[0] & 0x0F == _DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
        raw = self._may_be_raw and not is_gzip and not is_zlib
        self._inflater = zlib.decompressobj(_RAW if raw else _GZIP_OR_ZLIB)
        return True
