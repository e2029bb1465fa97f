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


def name_weights(module: Any, weights: Mapping[str, Any]) -> None:
    """Have a module save the network's variables by path; they are not saved twice.

    Args:
        module: The `QuestionAnswering` of the network, before it is published.
        weights: The variables that are saved.
    """
    module.weights_by_path = dict(weights)


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

    Raises:
        WeightsMismatchError: The reader does not name its weights.
    """
    import tensorflow as tf

    saved = tf.saved_model.load(str(assets.directory))
    named = getattr(saved, "weights_by_path", None)
    if not named:
        raise WeightsMismatchError(
            f"{assets.directory} does not name its weights: it was not exported to be trained "
            "further"
        )
    return {path: variable.numpy() for path, variable in named.items()}
