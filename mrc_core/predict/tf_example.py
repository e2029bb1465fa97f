"""Serialized tf.Example without TensorFlow: a bot that only talks to a server does not have it.

The message is TensorFlow's own (tensorflow/core/example/{example,feature}.proto), as far as
int64 features go; declared in a descriptor pool of its own, so that TensorFlow in the same
process does not clash with it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from mrc_core.types import Windows

_INT64 = descriptor_pb2.FieldDescriptorProto.TYPE_INT64
_MESSAGE = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
_STRING = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
_ONE = descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL
_MANY = descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED


@cache
def _example_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(
        name="mrc_core/example.proto", package="mrc", syntax="proto3"
    )
    file.message_type.add(name="Int64List").field.add(
        name="value", number=1, type=_INT64, label=_MANY
    )
    file.message_type.add(name="Feature").field.add(
        name="int64_list", number=3, type=_MESSAGE, label=_ONE, type_name=".mrc.Int64List"
    )
    features = file.message_type.add(name="Features")
    entry = features.nested_type.add(name="FeatureEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=_STRING, label=_ONE)
    entry.field.add(name="value", number=2, type=_MESSAGE, label=_ONE, type_name=".mrc.Feature")
    features.field.add(
        name="feature",
        number=1,
        type=_MESSAGE,
        label=_MANY,
        type_name=".mrc.Features.FeatureEntry",
    )
    file.message_type.add(name="Example").field.add(
        name="features", number=1, type=_MESSAGE, label=_ONE, type_name=".mrc.Features"
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("mrc.Example"))


def serialize(windows: Windows, max_seq_length: int) -> list[bytes]:
    """Return one tf.Example a window, padded to `max_seq_length`: what `serving_default` takes.

    Features: `unique_ids` [] (the row), `input_ids`, `input_mask`, `segment_ids`
    [max_seq_length], all int64.
    """
    padded = windows.padded(max_seq_length)
    serialized = []
    for row in range(len(padded)):
        example = _example_class()()
        features = example.features.feature
        features["unique_ids"].int64_list.value.append(row)
        features["input_ids"].int64_list.value.extend(padded.input_ids[row].tolist())
        features["input_mask"].int64_list.value.extend(padded.input_mask[row].tolist())
        features["segment_ids"].int64_list.value.extend(padded.segment_ids[row].tolist())
        serialized.append(example.SerializeToString(deterministic=True))
    return serialized
