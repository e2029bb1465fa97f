"""Small checks to build a description of JSON from; a failed one says why, and where."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str], None]
NOTHING: Mapping[str, Check] = {}


class SchemaError(Exception):
    """A part of a block or view that Slack would refuse, with the JSON pointer to it."""

    def __init__(self, why: str, path: str) -> None:
        super().__init__(f"{why} [json-pointer:{path}]")


def string(low: int = 1, high: int = 3000, pattern: str = "") -> Check:
    """A string of `low` to `high` characters that fits `pattern` in full."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise SchemaError("must be a string", path)
        if len(value) < low:
            raise SchemaError(f"must be more than {low - 1} characters", path)
        if len(value) > high:
            raise SchemaError(f"must be less than {high + 1} characters", path)
        if pattern and not re.fullmatch(pattern, value, re.DOTALL):
            raise SchemaError(f"must match {pattern}", path)

    return check


def one_of(*choices: str) -> Check:
    """One of the given words."""
    return string(pattern="|".join(map(re.escape, choices)))


def integer(low: int = 0, high: int = 2**53) -> Check:
    """A whole number within bounds."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise SchemaError(f"must be an integer from {low} to {high}", path)

    return check


def boolean(value: Any, path: str) -> None:
    """True or false, not a word for it."""
    if not isinstance(value, bool):
        raise SchemaError("must be a boolean", path)


def items(check_item: Check, high: int, low: int = 1) -> Check:
    """A list of `low` to `high` values."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise SchemaError("must be an array", path)
        if len(value) < low:
            raise SchemaError(f"no less than {low} items allowed", path)
        if len(value) > high:
            raise SchemaError(f"no more than {high} items allowed", path)
        for index, item in enumerate(value):
            check_item(item, f"{path}/{index}")

    return check


def record(required: Mapping[str, Check] = NOTHING, **optional: Check) -> Check:
    """An object that has all required fields, and no field that is not named here."""
    fields = {**required, **optional, "type": string()}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise SchemaError("must be an object", path)
        for name in required.keys() - value.keys():
            raise SchemaError(f"missing required field: {name}", path)
        for name, field in value.items():
            if name not in fields:
                raise SchemaError(f"invalid additional property: {name}", path)
            fields[name](field, f"{path}/{name}")

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says what it is."""

    def check(value: Any, path: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            raise SchemaError(f"unsupported type: {kind}", f"{path}/type")
        kinds[kind](value, path)

    return check


def plain_text(high: int = 3000) -> Check:
    """A text object that takes no markup."""
    return by_type({"plain_text": record({"text": string(high=high)}, emoji=boolean)})


def text(high: int = 3000) -> Check:
    """A text object of either sort."""
    fields = {"text": string(high=high)}
    return by_type(
        {"plain_text": record(fields, emoji=boolean), "mrkdwn": record(fields, verbatim=boolean)}
    )
