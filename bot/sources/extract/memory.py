"""How much memory there is for this process and its children, in a container with a limit too."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_FILES = ("memory.max", "memory/memory.limit_in_bytes")


def available_memory(cgroup: Path = _CGROUP) -> int:
    """Return the bytes of memory that this process may use: the machine's, or its container's.

    Args:
        cgroup: Where the control group is mounted, version 2 (`memory.max`, bytes or "max") or
            version 1 (`memory/memory.limit_in_bytes`, more than any machine has for none).
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in _FILES:
        with suppress(OSError, ValueError):
            return min(machine, int((cgroup / name).read_text("ascii")))
    return machine
