from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.sources.extract.memory import available_memory

MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
GIBIBYTE = 1 << 30


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("memory.max", f"{GIBIBYTE}\n", GIBIBYTE),
        ("memory.max", "max\n", MACHINE),
        ("memory.max", "garbage", MACHINE),
        ("memory/memory.limit_in_bytes", f"{GIBIBYTE}\n", GIBIBYTE),
        ("memory/memory.limit_in_bytes", "9223372036854771712\n", MACHINE),
        ("nothing", "", MACHINE),
    ],
)
def test_a_containers_limit_counts(tmp_path: Path, name: str, content: str, expected: int) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content, "ascii")
    assert available_memory(tmp_path) == expected
