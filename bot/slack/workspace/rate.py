"""How often something may be done for one who could go on for ever."""

from __future__ import annotations

from cachetools import TTLCache

_MOST_KEYS = 10_000


class Rate:
    """Allows so much in so many seconds, by key.

    Args:
        most: What is allowed.
        seconds: From the first on.
    """

    def __init__(self, most: int = 6, seconds: float = 60.0) -> None:
        self._most = most
        self._counts: TTLCache[str, list[None]] = TTLCache(_MOST_KEYS, seconds)

    def allows(self, key: str) -> bool:
        """Count one more, and return whether it may be done."""
        counted = self._counts.get(key)
        if counted is None:
            counted = self._counts[key] = []
        if len(counted) < self._most:
            counted.append(None)
            return True
        return False
