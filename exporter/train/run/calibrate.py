"""A run's weights, held-out questions -> how its reader decodes, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exporter.calibration import evaluation, fit
from exporter.calibration.evaluation import Asked, Scores
from exporter.calibration.fit import Outcomes, Reliability
from exporter.networks.configuration import from_arrays, prepare_predictions
from exporter.train.data.examples import Paragraph
from exporter.train.run.run import Run
from mrc_core.artifact import Calibration
from mrc_core.types import WindowSpans

# Few and far apart, so that choosing among them fits nothing but the length of answers.
_LENGTH_PENALTIES = (0.0, 0.025, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration, and how the reader does with it on the questions that it was fitted on."""

    calibration: Calibration
    scores: Scores
    reliability: Reliability


def calibrate(run: Run, held_out: Sequence[Paragraph], stage: str | None = None) -> Calibrated:
    """Fit what a stage of a run ended with, on whichever backend Keras runs.

    Args:
        run: At least the stage is done.
        held_out: What it was not trained on.
        stage: The stage's name; None: the last one.

    Raises:
        RecipeError: There is no such stage.
        SnapshotError: The run has not come that far.
    """
    model = from_arrays(run.network, run.weights(run.after(stage)))
    prepare_predictions(model)
    asked, base = ask(run, held_out), run.reader.calibration
    spans = evaluation.read(model, asked, run.reader)
    penalty, scores = best_penalty(asked, spans, base)
    base = base.model_copy(update={"length_penalty": penalty})
    outcomes = Outcomes.of(asked, evaluation.answers(asked, spans, base))
    fitted = fit.fit(outcomes, base)
    return Calibrated(fitted, scores, fit.reliability(outcomes, base))


def ask(run: Run, paragraphs: Sequence[Paragraph]) -> list[Asked]:
    """Ask the questions of their own passages, and of others that lack their answers."""
    return [
        question
        for part in (paragraphs, fit.without_answer(paragraphs))
        for question in evaluation.ask(part, run.tokenizer, run.reader)
    ]


def best_penalty(
    asked: Sequence[Asked], spans: Sequence[WindowSpans], base: Calibration
) -> tuple[float, Scores]:
    """The length penalty with the best F1, the least of equals, and what it gives."""
    tried = []
    for penalty in _LENGTH_PENALTIES:
        decoded = base.model_copy(update={"length_penalty": penalty})
        tried.append((penalty, evaluation.score(asked, evaluation.answers(asked, spans, decoded))))
    return max(tried, key=lambda result: result[1].f1)
