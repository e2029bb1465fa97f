"""A run's weights -> a reader in MODEL_DIR. Needs Keras' TensorFlow backend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exporter.checkpoints.wordpiece import separator_ids
from exporter.networks.build import ReaderNetwork, build_network
from exporter.networks.encoder import EncoderConfig
from exporter.networks.weights import weights_by_path
from exporter.networks.widened import WidenedNetwork
from exporter.savedmodel.module import QuestionAnswering, logits_of
from exporter.savedmodel.publish import publish
from exporter.train.run.named_weights import name_weights
from exporter.train.run.run import Run


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
    # Before minutes of work, should it not be there.
    described = card.read_bytes() if card else None
    model = build_network(run.network, weights)
    network: ReaderNetwork | WidenedNetwork = model
    stored: Mapping[str, Any] = {
        path: weight.value for path, weight in weights_by_path(model).items()
    }
    # The small network's weights are float16, to fit into a repository.
    if not isinstance(run.network, EncoderConfig):
        network = WidenedNetwork(model)
        stored = network.stored
    module = QuestionAnswering(logits_of(network), run.reader, separator_ids(run.tokenizer))
    # Holds what is widened when it is loaded.
    module.network = network
    name_weights(module, stored)
    return publish(module, run.tokenizer, model_dir, card=described)
