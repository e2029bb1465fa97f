"""A run, held-out question files -> the same run with a calibrated reader."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.calibration.calibrate import Calibrated, calibrate
from exporter.calibration.paragraphs import GoldParagraph
from exporter.networks.build import build_network, prepare_predictions
from exporter.train.run.run import Run


def calibrate_run(
    run: Run, held_out: Sequence[GoldParagraph], stage: str | None = None
) -> tuple[Run, Calibrated]:
    """Fit what a stage of a run ended with, on whichever backend Keras runs.

    Args:
        run: At least the stage is done.
        held_out: What it was not trained on.
        stage: The stage's name; None: the last one.

    Returns:
        The run whose reader decodes so, and how well it does.

    Raises:
        RecipeError: There is no such stage.
        SnapshotError: The run has not come that far.
    """
    model = build_network(run.network, run.weights(run.after(stage)))
    prepare_predictions(model)
    calibrated = calibrate(model, run.tokenizer, run.reader, held_out)
    return run.calibrated(calibrated.calibration), calibrated
