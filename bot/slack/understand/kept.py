"""What was understood, as JSON and back: so it can wait until somebody has time for it. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

_KIND = "is"


class Kinds:
    """Dataclasses of strings, numbers, truth values, each other, and tuples of such.

    Args:
        kinds: All that may occur; their names are kept beside what they hold.
    """

    def __init__(self, *kinds: type) -> None:
        self._kinds = {kind.__name__: kind for kind in kinds}

    def to_json(self, value: Any) -> Any:
        """Return a value as JSON.

        Raises:
            TypeError: There is something else in it.
        """
        if isinstance(value, tuple | list):
            return [self.to_json(one) for one in value]
        if type(value).__name__ in self._kinds and is_dataclass(value):
            held = {each.name: self.to_json(getattr(value, each.name)) for each in fields(value)}
            return {_KIND: type(value).__name__, **held}
        if value is None or isinstance(value, str | int | float):
            return value
        raise TypeError(f"{type(value).__name__} cannot be kept")

    def of_json(self, data: Any) -> Any:
        """Return what `to_json` was given. Fields of a newer version are left out.

        Raises:
            KeyError: It holds a kind that is not known.
        """
        if isinstance(data, list):
            return tuple(self.of_json(one) for one in data)
        if not isinstance(data, dict):
            return data
        kind = self._kinds[data[_KIND]]
        known = {each.name for each in fields(kind)}
        return kind(**{name: self.of_json(held) for name, held in data.items() if name in known})
