"""The heaps of a process with many threads."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_ALLOCATING = """
import ctypes, sys, threading
from bot.heaps import share_heaps

share_heaps()
here, gone = threading.Barrier(9), threading.Barrier(9)
def work():
    kept = bytearray(10_000)
    here.wait()
    gone.wait()
for _ in range(8):
    threading.Thread(target=work).start()
here.wait()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
gone.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="heaps are glibc's")
def test_threads_share_two_heaps() -> None:
    done = subprocess.run([sys.executable, "-c", _ALLOCATING], capture_output=True, check=True)
    assert done.stdout.count(b"<heap nr=") <= 2
