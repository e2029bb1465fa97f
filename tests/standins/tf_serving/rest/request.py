"""The tensors of TensorFlow Serving's requests, held to its types and shapes."""

import base64
import binascii
from typing import Any

import numpy as np

from tests.standins.tf_serving.models.servable import ServingError, Signature, Tensors
from tests.standins.tf_serving.rest.json import JsonObject, describe, format_error

INTEGER_RANGES = {
    "DT_INT8": (-(2**31), 2**31 - 1),
    "DT_INT16": (-(2**31), 2**31 - 1),
    "DT_INT32": (-(2**31), 2**31 - 1),
    "DT_INT64": (-(2**63), 2**63 - 1),
    "DT_UINT8": (-(2**31), 2**31 - 1),
    "DT_UINT32": (0, 2**32 - 1),
    "DT_UINT64": (0, 2**64 - 1),
}
NUMPY_TYPES = {
    "DT_BOOL": np.bool_,
    "DT_DOUBLE": np.float64,
    "DT_FLOAT": np.float32,
    "DT_INT8": np.int8,
    "DT_INT16": np.int16,
    "DT_INT32": np.int32,
    "DT_INT64": np.int64,
    "DT_STRING": np.object_,
    "DT_UINT8": np.uint8,
    "DT_UINT32": np.uint32,
    "DT_UINT64": np.uint64,
}
TYPE_NAMES = {"DT_BOOL": "bool", "DT_DOUBLE": "double", "DT_FLOAT": "float", "DT_STRING": "string"}


def signature_name(document: JsonObject) -> str:
    """The signature that a request names; an empty name means the default."""
    if "signature_name" not in document:
        return "serving_default"
    name = document["signature_name"]
    if not isinstance(name, str):
        raise format_error(
            document, "not formatted correctly. 'signature_name' key must be a string value."
        )
    return name or "serving_default"


def predict_tensors(document: JsonObject, signature: Signature) -> tuple[Tensors, bool]:
    """Read the tensors of a predict request.

    Returns:
        The inputs by name, and whether the request is in row format.
    """
    if "instances" not in document:
        if "inputs" not in document:
            raise ServingError("Missing 'inputs' or 'instances' key")
        return _columns(document["inputs"], signature), False
    if "inputs" in document:
        raise format_error(
            document,
            "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist ",
        )
    instances = document["instances"]
    if not isinstance(instances, list):
        raise format_error(document, "Expecting 'instances' to be an list/array")
    if not instances:
        raise format_error(document, "No values in 'instances' array")
    return _rows(instances, signature), True


def check_examples(document: JsonObject) -> None:
    """Hold a classify or regress request to its one required key."""
    if "examples" not in document:
        raise format_error(
            document, "When method is classify, key 'examples' is expected and was not found"
        )
    if not isinstance(document["examples"], list):
        raise format_error(document, "Expecting 'examples' value to be an list/array")
    if not document["examples"]:
        raise format_error(document, "'examples' value is an empty array")


def _rows(instances: list[Any], signature: Signature) -> Tensors:
    if not isinstance(instances[0], JsonObject) and len(signature.inputs) > 1:
        raise ServingError(
            "instances is a plain list, but expecting list of objects as multiple input tensors "
            "required as per tensorinfo_map"
        )
    named = _is_plain_object(instances[0])
    columns: dict[str, list[np.ndarray]] = {}
    for index, instance in enumerate(instances):
        if _is_plain_object(instance) != named:
            found = "object but got list" if named else "value/list but got object"
            raise ServingError(f"Expecting {found} at item {index} of input list")
        members = instance.members if named else [(min(signature.inputs), instance)]
        row: dict[str, np.ndarray] = {}
        for name, value in members:
            try:
                row.setdefault(name, _row_tensor(name, value, signature, columns.get(name)))
            except ServingError as error:
                where = f"{index} key: {name}" if named else f"{index}"
                raise ServingError(
                    f"Failed to process element: {where} of 'instances' list. "
                    f"Error: {error.code}: {error}"
                ) from None
        if row.keys() != signature.inputs.keys():
            raise ServingError(
                f"Failed to process element: {index} of 'instances' list. JSON object: "
                f"{describe(instance)} keys must be equal to: {','.join(sorted(signature.inputs))}"
            )
        for name, tensor in row.items():
            columns.setdefault(name, []).append(tensor)
    return {name: np.stack(rows) for name, rows in columns.items()}


def _row_tensor(
    name: str, value: Any, signature: Signature, earlier: list[np.ndarray] | None
) -> np.ndarray:
    if name not in signature.inputs:
        raise ServingError(f"JSON object: does not have named input: {name}")
    tensor = _tensor(value, signature.inputs[name].dtype)
    first = earlier[0] if earlier else tensor
    if tensor.size != first.size:
        raise ServingError(f"Expecting tensor size: {first.size} but got: {tensor.size}")
    if tensor.shape != first.shape:
        raise ServingError(f"Expecting shape {_shape(first)} but got: {_shape(tensor)}")
    return tensor


def _columns(inputs: Any, signature: Signature) -> Tensors:
    if _is_plain_object(inputs):
        for name in signature.inputs:
            if name not in inputs:
                raise ServingError(f"Missing named input: {name} in 'inputs' object.")
        return {name: _tensor(inputs[name], info.dtype) for name, info in signature.inputs.items()}
    if len(signature.inputs) > 1:
        raise ServingError(
            "inputs is a plain value/list, but expecting an object as multiple input tensors "
            "required as per tensorinfo_map"
        )
    [(name, info)] = signature.inputs.items()
    return {name: _tensor(inputs, info.dtype)}


def _tensor(value: Any, dtype: str) -> np.ndarray:
    """Read nested lists as a dense tensor whose shape is that of the first elements."""
    shape = []
    probe = value
    while isinstance(probe, list):
        shape.append(len(probe))
        probe = probe[0] if probe else None
    flat: list[Any] = []
    _fill(value, 0, shape, dtype, flat)
    tensor: np.ndarray = np.empty(len(flat), NUMPY_TYPES[dtype])
    tensor[:] = flat
    return tensor.reshape(shape)


def _fill(value: Any, level: int, shape: list[int], dtype: str, flat: list[Any]) -> None:
    if not isinstance(value, list):
        if level != len(shape):
            raise ServingError(
                f"JSON Value: {describe(value)} found at incorrect level: {level + 1} in the JSON "
                f"DOM. Expected at level: {len(shape)}"
            )
        flat.append(_scalar(value, dtype))
        return
    if level >= len(shape):
        raise ServingError(f"Encountered list at unexpected level: {level} expected < {len(shape)}")
    if len(value) != shape[level]:
        raise ServingError(
            f"Encountered list at unexpected size: {len(value)} at level: {level} "
            f"expected size: {shape[level]}"
        )
    for item in value:
        _fill(item, level + 1, shape, dtype, flat)


def _scalar(value: Any, dtype: str) -> Any:
    if dtype == "DT_STRING":
        if isinstance(value, str):
            return value.encode("utf-8", "surrogateescape")
        if isinstance(value, JsonObject):
            return _base64(value)
    elif dtype == "DT_BOOL":
        if isinstance(value, bool):
            return value
    elif isinstance(value, int) and not isinstance(value, bool):
        low, high = INTEGER_RANGES.get(dtype, (-np.inf, np.inf))
        if low <= value <= high:
            return value
    elif isinstance(value, float) and dtype in {"DT_FLOAT", "DT_DOUBLE"}:
        return value
    raise ServingError(
        f"JSON Value: {describe(value)} Type: {_type_name(value)} is not of expected type: "
        f"{TYPE_NAMES.get(dtype, dtype.removeprefix('DT_').lower())}"
    )


def _base64(value: JsonObject) -> bytes:
    if _is_plain_object(value):
        raise format_error(value, "not formatted correctly for base64 data")
    text = "".join(value["b64"].split()).rstrip("=.")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ServingError("Unable to base64 decode") from None


def _is_plain_object(value: Any) -> bool:
    """Whether a value is an object that does not stand for bytes."""
    if not isinstance(value, JsonObject):
        return False
    return len(value.members) != 1 or "b64" not in value or not isinstance(value["b64"], str)


def _type_name(value: Any) -> str:
    match value:
        case None | bool():
            return {None: "Null", True: "True", False: "False"}[value]
        case JsonObject():
            return "Object"
        case list():
            return "Array"
        case str():
            return "String"
        case _:
            return "Number"


def _shape(tensor: np.ndarray) -> str:
    return f"[{','.join(map(str, tensor.shape))}]"
