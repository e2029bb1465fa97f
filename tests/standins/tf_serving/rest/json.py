"""JSON as TensorFlow Serving reads and prints it: RapidJSON's dialect.

Requests are read into `JsonObject`, list, str, int, float, bool and None, so that what matters to
the server survives: the order and repetition of keys, and whether a number had a fraction. Texts
keep bytes that are not UTF-8 as surrogates, because the server's errors echo them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.standins.tf_serving.models.servable import ServingError

PARSE_ERRORS = {
    "Expecting value": "Invalid value.",
    "Expecting property name enclosed in double quotes": "Missing a name for object member.",
    "Expecting ':' delimiter": "Missing a colon after a name of object member.",
    "Expecting ',' delimiter": "Missing a comma or ] after an array element.",
    "Illegal trailing comma before end of array": "Invalid value.",
    "Illegal trailing comma before end of object": "Missing a name for object member.",
    "Invalid control character at": "Invalid encoding in string.",
    "Unterminated string starting at": "Missing a closing quotation mark in string.",
}
WHITE_SPACE = re.compile(r"[ \t\r\n]*")
INDENT = "    "
DESCRIPTION_LIMIT = 256
"""The length after which the server stops writing a value into an error."""


@dataclass(frozen=True)
class JsonObject:
    """An object with its members in the order of the text, repeated keys included."""

    members: Sequence[tuple[str, Any]] = field(default_factory=list)

    def __contains__(self, key: str) -> bool:
        return any(key == name for name, _ in self.members)

    def __getitem__(self, key: str) -> Any:
        return next(value for name, value in self.members if name == key)


def parse(body: bytes) -> JsonObject:
    """Read a request body; what follows the object is ignored, as the server does."""
    if not body:
        raise ServingError("JSON Parse error: The document is empty")
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    start = _skip_white_space(text, 0)
    if start == len(text):
        raise ServingError(f"JSON Parse error: The document is empty. at offset: {start}")
    decoder = json.JSONDecoder(object_pairs_hook=JsonObject)
    try:
        document, _ = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise ServingError(_parse_error(text, error)) from None
    if not isinstance(document, JsonObject):
        raise format_error(document, "Is not object")
    return document


def describe(value: Any) -> str:
    """A value as the server's errors print it: cut at the first token past 256 bytes."""
    if isinstance(value, float):
        dtype = np.float32 if abs(value) <= np.finfo(np.float32).max else np.float64
        return decimals(np.array([value], dtype))[0] if np.isfinite(value) else ""
    text, size = "", 0
    for piece in _pieces(value):
        text += piece
        size += len(piece.encode("utf-8", "surrogateescape"))
        if size >= DESCRIPTION_LIMIT:
            break
    return text


def format_error(value: Any, reason: str) -> ServingError:
    return ServingError(f"JSON Value: {describe(value)} {reason}")


def decimals(values: np.ndarray) -> list[str]:
    """Six digits where they are enough to read the number back, and all that it has otherwise."""
    if values.dtype == np.float16:
        values = values.astype(np.float32)
    digits = 9 if values.dtype == np.float32 else 17
    numbers = values.astype(np.float64).tolist()
    short = [f"{number:.6g}" for number in numbers]
    with np.errstate(over="ignore"):
        exact = np.array(short, np.float64).astype(values.dtype) == values
    return [
        _decimal(number, text if enough else f"{number:.{digits}g}")
        for number, text, enough in zip(numbers, short, exact.tolist(), strict=True)
    ]


def _decimal(number: float, text: str) -> str:
    if not np.isfinite(number):
        return json.dumps(number)
    return text if "." in text or "e" in text else f"{text}.0"


def quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _parse_error(text: str, error: json.JSONDecodeError) -> str:
    place = error.pos
    if error.msg.startswith("Illegal trailing comma"):
        place = _skip_white_space(text, place + 1)
    offset = len(text[:place].encode("utf-8", "surrogateescape"))
    reason = PARSE_ERRORS.get(error.msg, "Invalid escape character in string.")
    return f"JSON Parse error: {reason} at offset: {offset}"


def _skip_white_space(text: str, place: int) -> int:
    match = WHITE_SPACE.match(text, place)
    return match.end() if match else place


def _pieces(value: Any, level: int = 0, prefix: str = "") -> Iterator[str]:
    """The text of a value in the steps in which RapidJSON's pretty writer writes it."""
    if isinstance(value, JsonObject):
        yield prefix + "{"
        for index, (name, member) in enumerate(value.members):
            yield f"{',' if index else ''}\n{INDENT * (level + 1)}{quote(name)}"
            yield from _pieces(member, level + 1, ": ")
        yield f"\n{INDENT * level}}}" if value.members else "}"
    elif isinstance(value, list):
        yield prefix + "["
        for index, item in enumerate(value):
            yield from _pieces(item, level + 1, ", " if index else "")
        yield "]"
    else:
        yield prefix + json.dumps(value, ensure_ascii=False)
