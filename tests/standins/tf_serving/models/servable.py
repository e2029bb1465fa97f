"""What TensorFlow Serving serves: signatures that run on tensors, of a SavedModel for one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tests.models import load_saved_model

Tensors = Mapping[str, np.ndarray]
PREDICT_METHOD = "tensorflow/serving/predict"


class ServingError(Exception):
    """A failed request: its status code by TensorFlow's name, and the message of the reply."""

    def __init__(self, text: str, code: str = "INVALID_ARGUMENT"):
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class TensorInfo:
    """One input or output as the metadata shows it; a shape of None is an unknown rank."""

    dtype: str
    shape: tuple[int, ...] | None
    name: str

    def as_json(self) -> dict[str, Any]:
        dims = [{"size": str(size), "name": ""} for size in self.shape or ()]
        shape = {"dim": dims, "unknown_rank": self.shape is None}
        return {"dtype": self.dtype, "tensor_shape": shape, "name": self.name}


@dataclass(frozen=True)
class Signature:
    """The inputs and outputs of one signature."""

    inputs: Mapping[str, TensorInfo] = field(default_factory=dict)
    outputs: Mapping[str, TensorInfo] = field(default_factory=dict)
    method_name: str = PREDICT_METHOD

    def as_json(self) -> dict[str, Any]:
        return {
            "inputs": {name: info.as_json() for name, info in self.inputs.items()},
            "outputs": {name: info.as_json() for name, info in self.outputs.items()},
            "method_name": self.method_name,
            "defaults": {},
        }


class Servable(Protocol):
    """One version of a model."""

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """The signatures by name, as the metadata lists them."""
        ...

    def run(self, signature: str, inputs: Tensors) -> Tensors:
        """Run a signature; may block, and may raise `ServingError`."""
        ...


class SavedModelServable:
    """Runs the SavedModel in a folder; TensorFlow is imported when the first is made."""

    def __init__(self, path: Path):
        import tensorflow as tf
        from tensorflow.core.protobuf import saved_model_pb2

        self._tf = tf
        self._model = load_saved_model(path)
        proto = saved_model_pb2.SavedModel.FromString((path / "saved_model.pb").read_bytes())
        [graph] = [graph for graph in proto.meta_graphs if "serve" in graph.meta_info_def.tags]
        self.signatures = {
            name: Signature(
                inputs={key: self._info(info) for key, info in definition.inputs.items()},
                outputs={key: self._info(info) for key, info in definition.outputs.items()},
                method_name=definition.method_name,
            )
            for name, definition in sorted(graph.signature_def.items())
        }

    def run(self, signature: str, inputs: Tensors) -> Tensors:
        tf = self._tf
        try:
            outputs = self._model.signatures[signature](
                **{
                    name: tf.constant(value, tf.as_dtype(value.dtype))
                    for name, value in inputs.items()
                }
            )
        except tf.errors.OpError as error:
            name = type(error).__name__.removesuffix("Error")
            code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
            raise ServingError(error.message, code) from error
        except (TypeError, ValueError) as error:
            raise ServingError(str(error)) from error
        return {name: tensor.numpy() for name, tensor in outputs.items()}

    def _info(self, info: Any) -> TensorInfo:
        shape = info.tensor_shape
        sizes = None if shape.unknown_rank else tuple(dim.size for dim in shape.dim)
        dtype = type(info).DESCRIPTOR.fields_by_name["dtype"].enum_type.values_by_number
        return TensorInfo(dtype[info.dtype].name, sizes, info.name)
