"""Weights of a published reader, read back from its SavedModel by their names.

TensorFlow saves what a module holds by its place in the module. A traced function's variables
come in no order, so a reader that is to be trained further holds them once more, by path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from exporter.networks.configuration import NETWORK_KEY, NetworkConfig, config_from_json
from exporter.networks.weights import WeightsMismatchError
from mrc_core.artifact import ReaderAssets
from mrc_core.predict.tensorflow import import_tensorflow

_ATTRIBUTE = "weights_by_path"


def name_weights(module: Any, weights: Mapping[str, Any]) -> None:
    """Have a module save the network's variables by path; they are not saved twice.

    Args:
        module: The `QuestionAnswering` of the network, before it is published.
        weights: The variables that are saved.
    """
    setattr(module, _ATTRIBUTE, dict(weights))


def config_of(assets: ReaderAssets) -> NetworkConfig:
    """Return the network of a reader.

    Raises:
        WeightsMismatchError: The reader does not say.
    """
    written = assets.config.provenance.get(NETWORK_KEY)
    if written is None:
        raise WeightsMismatchError(
            f"{assets.directory} does not say what its network is: only readers of mrc-train can "
            "be trained further, or the checkpoint that this one was exported from"
        )
    return config_from_json(written)


def arrays_of_reader(assets: ReaderAssets) -> dict[str, npt.NDArray[Any]]:
    """Read a reader's weights by path, with TensorFlow, whatever the Keras backend.

    They are read from the SavedModel's checkpoint: its graphs take seconds to load.

    Raises:
        WeightsMismatchError: The reader does not name its weights, or they are damaged.
    """
    tf = import_tensorflow()
    try:
        checkpoint = tf.train.load_checkpoint(str(assets.directory / "variables" / "variables"))
        keys = _keys_by_path(checkpoint)
        arrays = {path: checkpoint.get_tensor(key) for path, key in keys.items()}
    except (tf.errors.OpError, ValueError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise WeightsMismatchError(
            f"cannot read the weights of {assets.directory}: {reason}"
        ) from error
    if not arrays:
        raise WeightsMismatchError(
            f"{assets.directory} does not name its weights: it was not exported to be trained "
            "further"
        )
    return arrays


def _keys_by_path(checkpoint: Any) -> dict[str, str]:
    """Return under what key of the checkpoint each weight stands: that of its first holder."""
    from tensorflow.core.protobuf.trackable_object_graph_pb2 import TrackableObjectGraph

    graph = TrackableObjectGraph.FromString(checkpoint.get_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"))
    root, *_ = graph.nodes
    held = {child.local_name: graph.nodes[child.node_id] for child in root.children}
    if _ATTRIBUTE not in held:
        return {}
    return {
        child.local_name: graph.nodes[child.node_id].attributes[0].checkpoint_key
        for child in held[_ATTRIBUTE].children
    }
