from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.fetch.unpack import Unpacker, UnpackError

TEXT = "훈민정음은 세종이 1443년에 만들었다. ".encode() * 50


def _raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body, wbits=-zlib.MAX_WBITS)


def _gzip(body: bytes) -> bytes:
    # Without the time: it stands in the tests' names, which all processes must agree on.
    return gzip.compress(body, mtime=0)


def _unpacked(encoding: str, packed: bytes, step: int = 7) -> bytes:
    unpacker = Unpacker(encoding)
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
    ],
)
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_bodies_are_unpacked(encoding: str, packed: bytes, step: int) -> None:
    assert _unpacked(encoding, packed, step) == TEXT


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_an_empty_body_is_empty(encoding: str) -> None:
    assert _unpacked(encoding, b"") == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "x"])
def test_codings_that_were_not_asked_for_are_refused(encoding: str) -> None:
    with pytest.raises(UnpackError):
        Unpacker(encoding)


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


@given(st.sampled_from(["gzip", "deflate"]), st.binary(max_size=300), st.integers(1, 300))
def test_any_bytes_are_unpacked_or_refused(encoding: str, packed: bytes, step: int) -> None:
    try:
        _unpacked(encoding, packed, step)
    except UnpackError:
        return


def test_a_bomb_unpacks_in_small_pieces() -> None:
    bomb = gzip.compress(bytes(100_000_000), 9)
    tracemalloc.start()
    largest = total = 0
    for piece in Unpacker("gzip").feed(bomb):
        largest, total = max(largest, len(piece)), total + len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 100_000_000
    assert largest <= 65_536
    assert peak < 2_000_000
