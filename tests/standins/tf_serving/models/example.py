"""tf.Example without TensorFlow: parsing with the errors of its `ParseExample` operation."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

SCHEMA = {
    "Example": {"features": "Features"},
    "Features": {"feature": "repeated Entry"},
    "Entry": {"key": "bytes", "value": "Feature"},
    "Feature": {"string": "BytesList", "float": "FloatList", "int64": "Int64List"},
    "BytesList": {"value": "repeated bytes"},
    "FloatList": {"value": "repeated float"},
    "Int64List": {"value": "repeated int64"},
}
"""The messages and their fields, numbered from 1; a map's entries have the wire form of `Entry`."""


def parse_examples(
    serialized: np.ndarray, shapes: Mapping[str, tuple[int, ...]]
) -> dict[str, np.ndarray]:
    """Parse the int64 features of a batch of examples, or of one.

    Args:
        serialized: Serialized examples: bytes, shape [batch] or [].
        shapes: The shape of each feature, by name; every example must have all of them.

    Returns:
        Arrays of shape [batch, *shape] or [*shape], by name.

    Raises:
        ValueError: An example is not what it should be, in TensorFlow's words.
    """
    if serialized.ndim > 1:
        raise ValueError(
            "Expected serialized to be a scalar or vector, got shape: " + _text(serialized.shape)
        )
    rows = [dict(_features(index, value, shapes)) for index, value in enumerate(serialized.flat)]
    for row in rows:
        if missing := shapes.keys() - row.keys():
            raise ValueError(
                f"Name: <unknown>, Feature: {min(missing)} (data type: int64) is required but "
                "could not be found."
            )
    return {
        name: np.array([row[name] for row in rows], np.int64).reshape(serialized.shape + shape)
        for name, shape in shapes.items()
    }


def _features(
    index: int, serialized: bytes, shapes: Mapping[str, tuple[int, ...]]
) -> Iterator[tuple[str, list[int]]]:
    try:
        entries = EXAMPLE.FromString(serialized).features.feature
    except message.DecodeError:
        text = serialized.decode("utf-8", "surrogateescape")
        raise ValueError(f"Could not parse example input, value: '{text}'") from None
    for entry in entries:
        name = entry.key.decode("utf-8", "surrogateescape")
        for kind, values in entry.value.ListFields() if name in shapes else ():
            place = f"Name: <unknown>, Key: {name}, Index: {index}. "
            if kind.name != "int64":
                raise ValueError(
                    f"{place} Data types don't match. Data type: {kind.name} but expected type: "
                    "int64"
                )
            if len(values.value) != np.prod(shapes[name]):
                raise ValueError(
                    f"{place} Number of int64 values != expected.  Values size: "
                    f"{len(values.value)} but output shape: {_text(shapes[name])}"
                )
            yield name, list(values.value)


def _example_class() -> Any:
    field = descriptor_pb2.FieldDescriptorProto
    scalars = {"bytes": field.TYPE_BYTES, "float": field.TYPE_FLOAT, "int64": field.TYPE_INT64}
    file = descriptor_pb2.FileDescriptorProto(name="example.proto", syntax="proto3")
    for name, fields in SCHEMA.items():
        descriptor = file.message_type.add(name=name)
        for number, (key, declaration) in enumerate(fields.items(), 1):
            repeated, _, kind = declaration.rpartition(" ")
            descriptor.field.add(
                name=key,
                number=number,
                label=field.LABEL_REPEATED if repeated else field.LABEL_OPTIONAL,
                **({"type": scalars[kind]} if kind in scalars else {"type_name": f".{kind}"}),
            )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Example"))


def _text(shape: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, shape))}]"


EXAMPLE = _example_class()
