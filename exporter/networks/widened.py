"""Weights stored as float16 and widened to float32 once, when a SavedModel is loaded.

Half the bytes on disk; half precision costs a reader's logits their third decimal. A CPU has no
quick arithmetic for it, and casts where weights are used cost every question: of a small network as
much as a tenth of its products. A loaded model holds both, 6 bytes a weight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import keras
import numpy as np
import tensorflow as tf

from exporter.networks.weights import weights_by_path

_Network = Callable[[dict[str, Any], list[Any]], dict[str, Any]]


class Widened(tf.saved_model.experimental.TrackableResource):  # type: ignore[misc]  # untyped
    """A float32 variable that is not saved, but made of a stored one after that is restored.

    TensorFlow and TensorFlow Serving run what it says in `_initialize` as they fill lookup tables.
    Its name is no other model's: variables of one name would be one variable.
    """

    def __init__(self, stored: tf.Variable) -> None:
        super().__init__()
        self._stored = stored
        self._name = f"widened_{uuid4().hex}"
        _ = self.resource_handle  # Made now, and not in a graph that is being traced.
        self._initialize()

    def read(self) -> Any:
        """Return the float32 values."""
        value = tf.raw_ops.ReadVariableOp(resource=self.resource_handle, dtype=tf.float32)
        value.set_shape(self._stored.shape)
        return value

    def _create_resource(self) -> Any:
        return tf.raw_ops.VarHandleOp(
            dtype=tf.float32, shape=self._stored.shape, shared_name=self._name
        )

    def _initialize(self) -> None:
        value = tf.cast(self._stored, tf.float32)
        tf.raw_ops.AssignVariableOp(resource=self.resource_handle, value=value)


class WidenedNetwork(tf.Module):  # type: ignore[misc]  # TensorFlow is untyped
    """A network that reads widened weights.

    Attributes:
        stored: Its weights by path: float16, or integers as they are.
    """

    def __init__(self, network: Any) -> None:
        """Take a network whose layers keep and compute float32."""
        super().__init__(name="widened_network")
        self.stored: dict[str, tf.Variable] = {}
        self.widened: list[Widened] = []
        replaced: list[Any] = []
        for path, weight in weights_by_path(network).items():
            if weight.dtype != "float32":
                self.stored[path] = weight.value
                continue
            values = keras.ops.convert_to_numpy(weight).astype(np.float16)
            self.stored[path] = tf.Variable(values, trainable=False, name=path)
            self.widened.append(Widened(self.stored[path]))
            replaced.append(weight)
        # In a function, not in attributes, or the network's own weights would be saved.
        self._network: _Network = lambda inputs, values: _with(network, replaced, values, inputs)

    def __call__(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return what the network makes of them."""
        return self._network(inputs, [one.read() for one in self.widened])


def _with(
    network: Any, variables: list[Any], values: list[Any], inputs: dict[str, Any]
) -> dict[str, Any]:
    with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
        outputs: dict[str, Any] = network(inputs)
    return outputs
