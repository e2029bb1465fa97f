from __future__ import annotations

import os
from pathlib import Path

import pytest

from mrc_core.predict.cpus import available_cpus

MACHINE = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("files", "cpus"),
    [
        ({}, MACHINE),
        ({"cpu.max": "max 100000\n"}, MACHINE),
        ({"cpu.max": "100000 100000\n"}, 1),
        ({"cpu.max": "20000 100000\n"}, 1),
        ({"cpu.max": "110000 100000\n"}, min(2, MACHINE)),
        ({"cpu.max": "99900000 100000\n"}, MACHINE),
        ({"cpu.max": "garbage"}, MACHINE),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, MACHINE),
        ({"cpu/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 1),
    ],
)
def test_a_containers_quota_counts(tmp_path: Path, files: dict[str, str], cpus: int) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "ascii")
    assert available_cpus(tmp_path) == cpus
