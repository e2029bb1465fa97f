"""A run's weights -> a reader in MODEL_DIR. Needs Keras' TensorFlow backend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from exporter.checkpoints.wordpiece import separator_ids
from exporter.networks.build import build_network
from exporter.networks.configuration import NetworkConfig
from exporter.networks.encoder import EncoderConfig
from exporter.networks.weights import weights_by_path
from exporter.networks.widened import WidenedNetwork
from exporter.savedmodel.module import QuestionAnswering, logits_of
from exporter.savedmodel.publish import publish
from exporter.train.fit.snapshots import Arrays
from exporter.train.run.named_weights import name_weights
from exporter.train.run.run import Run
from mrc_core.artifact import ReaderConfig


def export_run(
    run: Run, model_dir: Path, stage: str | None = None, card: Path | None = None
) -> Path:
    """Publish what a stage of a run ended with, as its reader.json says.

    Args:
        run: At least the stage is done.
        model_dir: Gets a new version folder.
        stage: The stage's name; None: the last one.
        card: The reader's model card.

    Returns:
        The version's folder.

    Raises:
        RecipeError: There is no such stage.
        SnapshotError: The run has not come that far.
        OSError: The card cannot be read.
    """
    weights = run.weights(run.after(stage))
    return publish_weights(weights, run.network, run.tokenizer, run.reader, model_dir, card)


def publish_weights(
    weights: Arrays,
    network: NetworkConfig,
    tokenizer: Tokenizer,
    reader: ReaderConfig,
    model_dir: Path,
    card: Path | None = None,
) -> Path:
    """Publish a network as a reader whose weights can be trained further.

    Args:
        weights: By path.
        network: Its sizes.
        tokenizer: The network's.
        reader: Goes to reader.json.
        model_dir: Gets a new version folder.
        card: The reader's model card.

    Returns:
        The version's folder.

    Raises:
        OSError: The card cannot be read.
    """
    # Before minutes of work, should it not be there.
    described = card.read_bytes() if card else None
    model = build_network(network, weights)
    if isinstance(network, EncoderConfig):
        module = QuestionAnswering(logits_of(model), reader, separator_ids(tokenizer))
        stored: Mapping[str, Any] = {
            path: weight.value for path, weight in weights_by_path(model).items()
        }
    else:
        # The small network's weights are float16, to fit into a repository.
        widened = WidenedNetwork(model)
        module = QuestionAnswering(logits_of(widened), reader, separator_ids(tokenizer))
        # Holds what is widened when it is loaded. A network of Keras' would be saved once more.
        module.network = widened
        stored = widened.stored
    name_weights(module, stored)
    return publish(module, tokenizer, model_dir, card=described)
