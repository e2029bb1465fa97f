from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.fetch.unpack import EndsEarlyError, TooLargeError, Unpacker, UnpackError

MOST = 1_000_000
TEXT = "훈민정음은 세종이 1443년에 만들었다. ".encode() * 50


def _raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body, wbits=-zlib.MAX_WBITS)


def _gzip(body: bytes) -> bytes:
    # Without the time: it stands in the tests' names, which all processes must agree on.
    return gzip.compress(body, mtime=0)


def _unpacked(encoding: str, packed: bytes, step: int = 7) -> bytes:
    unpacker = Unpacker(encoding, MOST)
    parts = (packed[i : i + step] for i in range(0, len(packed), step))
    body = b"".join(piece for part in parts for piece in unpacker.feed(part))
    unpacker.finish()
    return body


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", _gzip(TEXT)),
        ("x-gzip", _gzip(TEXT)),
        (" GZIP , identity", _gzip(TEXT)),
        ("gzip", _gzip(TEXT[:100]) + _gzip(TEXT[100:])),
        ("gzip", _gzip(TEXT[:100]) + _gzip(b"") + _gzip(TEXT[100:])),
        ("gzip", _gzip(TEXT) + b"\0\0\0"),
        ("gzip", _gzip(TEXT) + b"<!-- served in 3 ms -->"),
        ("gzip", _gzip(TEXT) + b"\x1f"),
        ("gzip", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", _raw_deflate(TEXT)),
        ("deflate", _gzip(TEXT)),
        ("deflate", _raw_deflate(TEXT) + b"garbage"),
        ("br", brotli.compress(TEXT)),
        ("gzip, br", brotli.compress(_gzip(TEXT))),
        ("gzip, gzip", _gzip(TEXT)),
        ("gzip, gzip", _gzip(_gzip(TEXT))),
        ("br, br", brotli.compress(brotli.compress(TEXT))),
        ("deflate, deflate", zlib.compress(zlib.compress(TEXT))),
        ("UTF-8", TEXT),
        ("none", TEXT),
        ("binary", TEXT),
        ("aws-chunked", TEXT),
        ("aws-chunked,gzip", _gzip(TEXT)),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_bodies_are_unpacked(encoding: str, packed: bytes, step: int) -> None:
    assert _unpacked(encoding, packed, step) == TEXT


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_an_empty_body_is_empty(encoding: str) -> None:
    assert _unpacked(encoding, b"") == b""


def test_more_codings_than_anybody_needs_are_refused() -> None:
    with pytest.raises(UnpackError):
        Unpacker("gzip, br, gzip, br", MOST)


# Packed quickly: they are as large unpacked.
_BOMBS = {
    "gzip": lambda: gzip.compress(bytes(20_000_000), 1),
    "br": lambda: brotli.compress(bytes(20_000_000), quality=1),
    # Nothing comes out of it, but a great deal in between.
    "gzip, gzip": lambda: gzip.compress(_gzip(b"") * 1_000_000, 1),
}


@pytest.mark.parametrize("encoding", _BOMBS)
def test_what_unpacks_to_too_much_is_stopped(encoding: str) -> None:
    with pytest.raises(TooLargeError):
        _unpacked(encoding, _BOMBS[encoding](), 1_000)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", _gzip(TEXT)), ("deflate", _raw_deflate(TEXT)), ("br", brotli.compress(TEXT))],
)
def test_a_body_that_ends_early_is_told_from_a_damaged_one(encoding: str, packed: bytes) -> None:
    with pytest.raises(EndsEarlyError):
        _unpacked(encoding, packed[: len(packed) // 2])


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", b"<p>not packed</p>"),
        ("gzip", b"<"),
        ("gzip", _gzip(TEXT)[:-9]),
        ("gzip", _gzip(TEXT)[:5]),
        ("gzip", _gzip(TEXT)[:-8] + bytes(8)),
        ("gzip", _gzip(TEXT) + _gzip(TEXT)[:-9]),
        ("deflate", zlib.compress(TEXT)[:-9]),
        ("deflate", _raw_deflate(TEXT)[:-9]),
        ("deflate", b"\xff\xff\xff"),
    ],
)
def test_a_damaged_or_cut_body_is_an_error(encoding: str, packed: bytes) -> None:
    with pytest.raises(UnpackError):
        _unpacked(encoding, packed)


@given(
    st.lists(st.binary(max_size=200), max_size=4),
    st.integers(1, 3000),  # long runs end within the unpacker
    st.integers(1, 50),
)
def test_what_was_packed_comes_back(members: list[bytes], repeats: int, step: int) -> None:
    bodies = [member * repeats for member in members]
    assert _unpacked("gzip", b"".join(map(gzip.compress, bodies)), step) == b"".join(bodies)


@given(
    st.sampled_from(["gzip", "deflate", "br", "gzip, gzip"]),
    st.binary(max_size=300),
    st.integers(1, 300),
)
def test_any_bytes_are_unpacked_or_refused(encoding: str, packed: bytes, step: int) -> None:
    try:
        _unpacked(encoding, packed, step)
    except UnpackError:
        return


def test_a_bomb_unpacks_in_small_pieces() -> None:
    bomb = gzip.compress(bytes(100_000_000), 1)
    tracemalloc.start()
    largest = total = 0
    for piece in Unpacker("gzip", 100_000_000).feed(bomb):
        largest, total = max(largest, len(piece)), total + len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 100_000_000
    assert largest <= 65_536
    assert peak < 2_000_000
