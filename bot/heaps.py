"""How many heaps the threads of a process allocate from."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_ARENA_MAX = -8  # malloc.h
_MOST = 2


def share_heaps() -> None:
    """Let all threads share two heaps, where glibc would have eight a core.

    Each keeps what was freed in its midst, up to what it has held at most: with one a thread, texts
    of strangers left more memory free than in use. To be called before there are threads
    (https://man7.org/linux/man-pages/man3/mallopt.3.html). Other libraries have none of it.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _MOST)
