"""The signatures of a SavedModel, read from its file without loading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow.core.protobuf import meta_graph_pb2, saved_model_pb2

Shape = tuple[int | None, ...]


class SavedModelError(ValueError):
    """There is no SavedModel, or not one that can be served as a reader."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output: TensorFlow's name of its type, and its shape; None: of any rank."""

    dtype: str
    shape: Shape | None

    def __str__(self) -> str:
        if self.shape is None:
            return f"{self.dtype} of any rank"
        return f"{self.dtype} [{', '.join('?' if n is None else str(n) for n in self.shape)}]"


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a model."""

    inputs: Mapping[str, Tensor]
    outputs: Mapping[str, Tensor]


def contract(max_seq_length: int | None, top_k: int | None) -> dict[str, Signature]:
    """Return the signatures of a reader.

    Args:
        max_seq_length: Of serving_default's windows; None: not fixed.
        top_k: Spans of a window; None: not fixed.
    """
    tokens = dict.fromkeys(("input_ids", "input_mask", "segment_ids"), Tensor("int32", (None,) * 2))
    some = Tensor("float32", (None, None))
    all_of = Tensor("float32", (None, max_seq_length))
    spans = Tensor("int32", (None, top_k))
    return {
        "serving_default": Signature(
            {"examples": Tensor("string", (None,))},
            {
                "unique_ids": Tensor("int64", (None,)),
                "start_logits": all_of,
                "end_logits": all_of,
            },
        ),
        "tokens": Signature(tokens, {"start_logits": some, "end_logits": some}),
        "spans": Signature(
            tokens,
            {
                "start": spans,
                "end": spans,
                "score": Tensor("float32", (None, top_k)),
                "null_score": Tensor("float32", (None,)),
            },
        ),
    }


def read_graph(directory: Path) -> Any:
    """Return the MetaGraphDef that is served.

    Raises:
        SavedModelError: There is none.
    """
    file = directory / "saved_model.pb"
    try:
        saved = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    except OSError as error:
        raise SavedModelError(f"cannot read {file}: {error.strerror}") from None
    except DecodeError:
        raise SavedModelError(f"{file} is damaged") from None
    graphs = [graph for graph in saved.meta_graphs if "serve" in graph.meta_info_def.tags]
    if not graphs:
        raise SavedModelError(f"{file} has no graph to serve")
    return graphs[0]


def signatures_of(graph: meta_graph_pb2.MetaGraphDef) -> dict[str, Signature]:
    """Return the signatures by name, without TensorFlow's own."""
    return {
        name: Signature(
            {key: _tensor(info) for key, info in sorted(definition.inputs.items())},
            {key: _tensor(info) for key, info in sorted(definition.outputs.items())},
        )
        for name, definition in sorted(graph.signature_def.items())
        if not name.startswith("__")
    }


def _tensor(info: Any) -> Tensor:
    dims = [None if dim.size < 0 else dim.size for dim in info.tensor_shape.dim]
    shape = None if info.tensor_shape.unknown_rank else tuple(dims)
    return Tensor(tf.dtypes.as_dtype(info.dtype).name, shape)
