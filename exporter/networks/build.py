"""A network of either kind, built from its configuration and filled with weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy.typing as npt

from exporter.networks.configuration import NetworkConfig
from exporter.networks.encoder import EncoderConfig, EncoderReader
from exporter.networks.match.reader import MatchReader
from exporter.networks.precision import dtype_policy
from exporter.networks.weights import fill, weights_by_path

ReaderNetwork = MatchReader | EncoderReader
"""Takes and gives dicts by name: the windows' tokens, the logits of their positions."""


def build_network(
    config: NetworkConfig,
    arrays: Mapping[str, npt.NDArray[Any]],
    policy: keras.DTypePolicy | str = "float32",
) -> ReaderNetwork:
    """Build a network with given weights.

    Args:
        config: Of the network.
        arrays: By weight path.
        policy: In what the layers compute, and store their weights.

    Raises:
        WeightsMismatchError: The arrays are not those of the network.
    """
    with dtype_policy(policy):
        model = EncoderReader(config) if isinstance(config, EncoderConfig) else MatchReader(config)
    weights = weights_by_path(model)
    fill(weights, arrays, dict(zip(weights, weights, strict=True)))
    return model


def prepare_predictions(model: ReaderNetwork) -> None:
    """Let Keras compile the model's prediction where that pays: with JAX, it must."""
    model.compile(jit_compile=keras.backend.backend() == "jax")
