"""Weights stored as float16 and widened to float32 once, when a SavedModel is loaded.

Half the bytes on disk; half precision costs a reader's logits their third decimal. A CPU has no
quick arithmetic for it, and casts where weights are used cost every question: of a small network as
much as a tenth of its products. A loaded model holds both, 6 bytes a weight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import keras
import numpy as np
import tensorflow as tf

from exporter.networks.weights import weights_by_path

# Numbers in 64 bytes: TensorFlow shares the memory of parts that start and end at such.
_ALIGNED = 16

_Network = Callable[[dict[str, Any], list[Any]], dict[str, Any]]


class Widened(tf.saved_model.experimental.TrackableResource):  # type: ignore[misc]  # untyped
    """A float32 variable that is not saved, but made of stored ones after these are restored.

    TensorFlow and TensorFlow Serving run what it says in `_initialize` as they fill lookup tables.
    It is one for all weights, side by side, since each costs three functions to load; parts of it
    that start at whole rows of memory are weights without a copy. Its name is no other model's:
    variables of one name would be one variable.
    """

    def __init__(self, stored: Sequence[tf.Variable]) -> None:
        super().__init__()
        self._stored = list(stored)
        self._sizes = [_whole_rows(one.shape.num_elements()) for one in stored]
        self._name = f"widened_{uuid4().hex}"
        _ = self.resource_handle  # Made now, and not in a graph that is being traced.
        self._initialize()

    def read(self) -> list[Any]:
        """Return the float32 values of each."""
        values = tf.raw_ops.ReadVariableOp(resource=self.resource_handle, dtype=tf.float32)
        values.set_shape([sum(self._sizes)])
        rows = zip(tf.split(values, self._sizes), self._stored, strict=True)
        return [_part(row, one.shape) for row, one in rows]

    def _create_resource(self) -> Any:
        return tf.raw_ops.VarHandleOp(
            dtype=tf.float32, shape=[sum(self._sizes)], shared_name=self._name
        )

    def _initialize(self) -> None:
        value = tf.concat([self._row(i) for i in range(len(self._stored))], axis=0)
        tf.raw_ops.AssignVariableOp(resource=self.resource_handle, value=value)

    def _row(self, index: int) -> Any:
        flat = tf.reshape(tf.cast(self._stored[index], tf.float32), [-1])
        return tf.pad(flat, [[0, self._sizes[index] - flat.shape[0]]])


class WidenedNetwork(tf.Module):  # type: ignore[misc]  # TensorFlow is untyped
    """A network that reads widened weights.

    Attributes:
        stored: Its weights by path: float16, or integers as they are.
    """

    def __init__(self, network: Any) -> None:
        """Take a network whose layers keep and compute float32."""
        super().__init__(name="widened_network")
        self.stored: dict[str, tf.Variable] = {}
        halves: list[tf.Variable] = []
        replaced: list[Any] = []
        for path, weight in weights_by_path(network).items():
            if weight.dtype != "float32":
                self.stored[path] = weight.value
                continue
            values = keras.ops.convert_to_numpy(weight).astype(np.float16)
            self.stored[path] = tf.Variable(values, trainable=False, name=path)
            halves.append(self.stored[path])
            replaced.append(weight)
        self.widened = Widened(halves)
        # In a function, not in attributes, or the network's own weights would be saved.
        self._network: _Network = lambda inputs, values: _with(network, replaced, values, inputs)

    def __call__(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return what the network makes of them."""
        return self._network(inputs, self.widened.read())


def _part(row: Any, shape: tf.TensorShape) -> Any:
    size = shape.num_elements()
    return tf.reshape(row if row.shape[0] == size else row[:size], shape)


def _whole_rows(size: int) -> int:
    """Return a size in numbers, rounded up to what TensorFlow's memory is aligned to."""
    return -(-size // _ALIGNED) * _ALIGNED


def _with(
    network: Any, variables: list[Any], values: list[Any], inputs: dict[str, Any]
) -> dict[str, Any]:
    with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
        outputs: dict[str, Any] = network(inputs)
    return outputs
