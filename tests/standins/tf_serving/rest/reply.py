"""Tensors to the JSON of TensorFlow Serving's `:predict` replies."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.standins.tf_serving.models.servable import ServingError, Tensors
from tests.standins.tf_serving.rest.json import INDENT, decimals, quote


def row_reply(outputs: Tensors) -> str:
    """`{"predictions": [...]}`; the values stand alone where there is one output only."""
    sizes = {name: _batch_size(name, value) for name, value in outputs.items()}
    first = next(iter(sizes.values()))
    for name, size in sizes.items():
        if size != first:
            raise ServingError(
                f"Tensor name: {name} has inconsistent batch size: {size} expecting: {first}"
            )
    columns = {name: _literals(name, value) for name, value in outputs.items()}
    if len(columns) == 1:
        [rows] = columns.values()
        predictions = "[" + ", ".join(map(_line, rows)) + f"\n{INDENT}]"
    else:
        predictions = _block([_row(columns, index) for index in range(first)], "[]", 1)
    return _block([f'"predictions": {predictions}'], "{}", 0)


def column_reply(outputs: Tensors) -> str:
    """`{"outputs": {...}}`; the values stand alone where there is one output only."""
    columns = {name: _literals(name, value) for name, value in outputs.items()}
    if len(columns) == 1:
        [column] = columns.values()
        text = _array(column, 1)
    else:
        text = _block(
            [f"{quote(name)}: {_array(value, 2)}" for name, value in columns.items()], "{}", 1
        )
    return _block([f'"outputs": {text}'], "{}", 0)


def _row(columns: Mapping[str, Any], index: int) -> str:
    members = [f"{quote(name)}: {_line(values[index])}" for name, values in columns.items()]
    return _block(members, "{}", 2)


def _block(items: list[str], brackets: str, level: int) -> str:
    if not items:
        return brackets
    pad = "\n" + INDENT * level
    return brackets[0] + ",".join(pad + INDENT + item for item in items) + pad + brackets[1]


def _array(literals: Any, level: int) -> str:
    if isinstance(literals, str):
        return literals
    return _block([_array(item, level + 1) for item in literals], "[]", level)


def _line(literals: Any) -> str:
    return literals if isinstance(literals, str) else f"[{', '.join(map(_line, literals))}]"


def _literals(name: str, tensor: np.ndarray) -> Any:
    """A tensor as nested lists of the JSON texts of its values; of a scalar, the text alone."""
    tensor = np.asarray(tensor)
    if tensor.dtype.kind == "f":
        texts = decimals(tensor.ravel())
    elif tensor.dtype.kind in "OSU":
        texts = [_string(name, value) for value in tensor.ravel()]
    else:
        texts = [json.dumps(value) for value in tensor.ravel().tolist()]
    nested = np.empty(tensor.size, np.object_)
    nested[:] = texts
    return nested.reshape(tensor.shape).tolist()


def _string(name: str, value: bytes | str) -> str:
    value = value.encode() if isinstance(value, str) else value
    if name.endswith("_bytes"):
        return json.dumps({"b64": base64.b64encode(value).decode()})
    return quote(value.decode("utf-8", "surrogateescape"))


def _batch_size(name: str, tensor: np.ndarray) -> int:
    if np.ndim(tensor) == 0:
        raise ServingError(f"Tensor name: {name} has no shape information ")
    return len(tensor)
