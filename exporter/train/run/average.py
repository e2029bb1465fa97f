"""Readers of one network -> the mean of their weights. Needs Keras' TensorFlow backend.

Of readers that were trained on from the same weights, the mean keeps what each is good at, and is
often better than any (Wortsman et al. 2022, "Model soups"); it costs no more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from exporter.networks.weights import WeightsMismatchError
from exporter.train.fit.snapshots import Arrays
from exporter.train.run.export import publish_weights
from exporter.train.run.named_weights import arrays_of_reader, config_of
from mrc_core.artifact import load_assets


def average_readers(model_dirs: Sequence[Path], to: Path, card: Path | None = None) -> Path:
    """Publish the mean of readers, with the first one's reader.json; calibrate it afterwards.

    Args:
        model_dirs: Of readers of mrc-train, of which the newest versions are taken; of one alone,
            the mean is the reader itself.
        to: MODEL_DIR: gets a new version folder.
        card: The reader's model card.

    Returns:
        The version's folder.

    Raises:
        ModelMismatchError: A reader cannot be read.
        WeightsMismatchError: They are not of one network and one vocabulary, or not of mrc-train.
        OSError: The card cannot be read.
    """
    assets = [load_assets(model_dir) for model_dir in model_dirs]
    first = assets[0]
    network = config_of(first)
    for other in assets[1:]:
        if config_of(other) != network or other.tokenizer.to_str() != first.tokenizer.to_str():
            raise WeightsMismatchError(
                f"{other.directory} is of another network or vocabulary than {first.directory}"
            )
    weights = mean([arrays_of_reader(one) for one in assets])
    return publish_weights(weights, network, first.tokenizer, first.config, to, card)


def mean(weights: Sequence[Arrays]) -> Arrays:
    """Return the mean of weights by path, in float32; tables of integers are the first's."""
    return {
        path: np.mean([one[path].astype(np.float32) for one in weights], axis=0)
        if np.issubdtype(array.dtype, np.floating)
        else array
        for path, array in weights[0].items()
    }
