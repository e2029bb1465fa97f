"""The log of a run, in JSON lines: losses and evaluations by step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def append(log: Path, row: Mapping[str, Any]) -> None:
    """Add a line to a JSON lines log."""
    with log.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def read(log: Path) -> list[Row]:
    """Read the rows of a log; none if there is no log yet, and no half-written last one."""
    if not log.is_file():
        return []
    rows = []
    for line in log.read_text("utf-8").splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            break
    return rows


def rewind(log: Path, step: int) -> None:
    """Forget what was logged after a step: a run that goes on from there logs it again."""
    kept = [row for row in read(log) if row["step"] <= step]
    log.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), "utf-8")
