"""What may be logged of an unexpected error: its kind and where it came up, never its words. Pure.

An error's own words may quote a question, a passage or a token.
"""

from __future__ import annotations

import traceback

_MOST_CAUSES = 5


def described(error: BaseException) -> dict[str, object]:
    """Return the kinds of an error and of what caused it, and its trace, line by line."""
    kinds: list[str] = []
    at: BaseException | None = error
    while at is not None and len(kinds) < _MOST_CAUSES:
        kinds.append(type(at).__name__)
        at = at.__cause__ or at.__context__
    return {"kind": " from ".join(kinds), "trace": traceback.format_tb(error.__traceback__)}
