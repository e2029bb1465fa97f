"""A run's weights -> a reader in MODEL_DIR. Needs Keras' TensorFlow backend."""

from __future__ import annotations

from pathlib import Path

from exporter.encoder import EncoderConfig
from exporter.model import QuestionAnswering, logits_of
from exporter.savedmodel import publish
from exporter.train.network import from_arrays
from exporter.train.published import name_weights
from exporter.train.run import Run
from exporter.weights import weights_by_path
from exporter.widened import WidenedNetwork
from exporter.wordpiece import separator_ids


def export(run: Run, model_dir: Path, stage: str | None = None, card: Path | None = None) -> Path:
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
    network = model = from_arrays(run.network, weights)
    stored = {path: weight.value for path, weight in weights_by_path(model).items()}
    # The small network's weights are float16, to fit into a repository.
    if not isinstance(run.network, EncoderConfig):
        network = WidenedNetwork(model)
        stored = network.stored
    module = QuestionAnswering(logits_of(network), run.reader, separator_ids(run.tokenizer))
    # Holds what is widened when it is loaded.
    module.network = network
    name_weights(module, stored)
    return publish(module, run.tokenizer, model_dir, card=card)
