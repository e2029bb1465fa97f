"""A run's weights -> a reader in MODEL_DIR. Needs Keras' TensorFlow backend."""

from __future__ import annotations

from pathlib import Path

from exporter.checkpoints.wordpiece import separator_ids
from exporter.networks.build import build_network, published_policy
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
    model = build_network(run.network, weights, published_policy(run.network))
    module = QuestionAnswering(logits_of(model), run.reader, separator_ids(run.tokenizer))
    name_weights(module, model)
    return publish(module, run.tokenizer, model_dir, card=card)
