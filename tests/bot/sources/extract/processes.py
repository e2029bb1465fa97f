"""The worker processes of this one, and a page for them."""

from __future__ import annotations

import os
import subprocess

PAGE = "<title>백과</title><h1>세종</h1><p>훈민정음은 세종이 만들었다.</p>".encode()
HTML = "text/html; charset=utf-8"


def children() -> list[int]:
    """Return the numbers of the worker processes that run."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "to_process" in line]
