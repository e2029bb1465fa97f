"""docs/api.md lists what the API can say."""

from __future__ import annotations

from pathlib import Path

from bot.domain import errors

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_every_problem_is_listed_with_its_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    problems = [kind for kind in kinds if issubclass(kind, errors.BotError)]
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    missing = [
        (kind.status, kind.slug)
        for kind in problems
        if not any(row.startswith(f"| {kind.status} ") and f"`{kind.slug}`" in row for row in rows)
    ]
    assert not missing
