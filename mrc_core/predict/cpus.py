"""How many CPUs there are for this process, in a container with a quota too."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def available_cpus(cgroup: Path = _CGROUP) -> int:
    """Return the number of CPUs that this process may use, at least 1.

    Args:
        cgroup: Where the control group is mounted, version 2 (`cpu.max`, "QUOTA PERIOD" in
            microseconds, or "max PERIOD") or version 1 (`cpu/cpu.cfs_quota_us`, -1 for none).
    """
    # Not on every system; macOS has no such limits either.
    affinity = getattr(os, "sched_getaffinity", None)
    scheduled = len(affinity(0)) if affinity else os.cpu_count() or 1
    quota = _quota(cgroup)
    return max(1, min(scheduled, math.ceil(quota))) if quota else scheduled


def _quota(cgroup: Path) -> float | None:
    with suppress(OSError, ValueError):
        quota, period = (cgroup / "cpu.max").read_text("ascii").split()
        return None if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError):
        microseconds = int((cgroup / "cpu" / "cpu.cfs_quota_us").read_text("ascii"))
        period = (cgroup / "cpu" / "cpu.cfs_period_us").read_text("ascii")
        return microseconds / int(period) if microseconds > 0 else None
    return None
