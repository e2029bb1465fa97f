"""Bounded decompression of a body: a small bomb never becomes a large buffer. Pure.

Content codings: RFC 9110, section 8.4.1; gzip: RFC 1952; zlib: RFC 1950; deflate: RFC 1951; Brotli:
RFC 7932.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import brotli

if TYPE_CHECKING:
    from zlib import _Decompress

_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
_DEFLATED = 8
_RAW = -zlib.MAX_WBITS
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_MOST_CODINGS = 3
# Begin with a mark of their own, so that it can be told whether they were applied.
_TOLD = ("gzip", "x-gzip")


class UnpackError(Exception):
    """The body is not what its Content-Encoding says."""


class EndsEarlyError(UnpackError):
    """The body ends in the middle of what it packs."""


class TooLargeError(UnpackError):
    """The body unpacks to more than it may."""


class Unpacker:
    """Unpacks a body as it arrives, in pieces of 64 KiB at most.

    As browsers do, a coding that is none ("UTF-8", "none", "aws-chunked") is passed over, gzip
    that is named twice is undone as often as it was done, and Brotli is read though nobody asked
    for it.

    Args:
        encoding: The Content-Encoding header; "" when there is none.
        most: Most bytes that it may unpack to, between two codings as well.

    Raises:
        UnpackError: There are more codings than anybody needs.
    """

    def __init__(self, encoding: str, most: int) -> None:
        named = [coding.strip().lower() for coding in encoding.split(",")]
        codings = [coding for coding in named if coding in _CODINGS]
        if len(codings) > _MOST_CODINGS:
            raise UnpackError(f"{len(codings)} content codings")
        self._most = most
        self._made = [0] * len(codings)
        # The last one that was applied is the first to be undone.
        self._codings = [
            _Coding(coding, may_be_plain=coding in _TOLD and coding in codings[index + 1 :])
            for index, coding in enumerate(codings)
        ][::-1]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes of the body unpack to.

        Raises:
            UnpackError: They are damaged.
            TooLargeError: It is more than allowed.
        """
        return self._undo(data, 0)

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            EndsEarlyError: In the middle of what it packs.
        """
        for coding in self._codings:
            coding.finish()

    def _undo(self, data: bytes, index: int) -> Iterator[bytes]:
        if index == len(self._codings):
            yield data
            return
        for piece in self._codings[index].feed(data):
            self._made[index] += len(piece)
            if self._made[index] > self._most:
                raise TooLargeError(f"more than {self._most} bytes")
            yield from self._undo(piece, index + 1)


class _Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None: ...


class _Coding:
    """One coding, undone; or nothing, where it was named again but not done again."""

    def __init__(self, name: str, *, may_be_plain: bool) -> None:
        self._decoder: _Decoder | None = _CODINGS[name](name)
        self._undecided = may_be_plain
        self._waiting = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._undecided:
            data = self._waiting = self._waiting + data
            if len(data) < len(_GZIP):
                return
            self._undecided, self._waiting = False, b""
            if not data.startswith(_GZIP):
                self._decoder = None
        if self._decoder is None:
            yield data
        else:
            yield from self._decoder.feed(data)

    def finish(self) -> None:
        if self._decoder is not None and not self._undecided:
            self._decoder.finish()


class _Zlib:
    """gzip and deflate.

    Servers call raw deflate and zlib alike "deflate"; gzip may have several members, and garbage
    behind the last.
    """

    def __init__(self, coding: str) -> None:
        self._may_be_raw = coding == "deflate"
        self._inflater: _Decompress | None = None
        self._members = 0
        self._waiting = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
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
        if self._inflater is not None or (self._waiting and not self._members):
            raise EndsEarlyError("the body ends early")

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


class _Brotli:
    def __init__(self, _coding: str) -> None:
        self._decompressor = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        while not self._decompressor.is_finished():
            try:
                piece = self._decompressor.process(data, output_buffer_limit=_PIECE)
            except brotli.error as error:
                raise UnpackError(str(error)) from error
            if piece:
                yield piece
            data = b""
            if self._decompressor.can_accept_more_data():
                return

    def finish(self) -> None:
        if self._begun and not self._decompressor.is_finished():
            raise EndsEarlyError("the body ends early")


_CODINGS: dict[str, type[_Zlib | _Brotli]] = {
    "gzip": _Zlib,
    "x-gzip": _Zlib,
    "deflate": _Zlib,
    "br": _Brotli,
}
