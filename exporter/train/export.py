"""A run's weights -> a calibrated reader in MODEL_DIR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.model import QuestionAnswering, logits_of
from exporter.savedmodel import publish
from exporter.train import calibration, evaluation
from exporter.train.calibration import Outcomes, Reliability
from exporter.train.data import Paragraph
from exporter.train.evaluation import Asked, Scores
from exporter.train.network import from_arrays, prepare_predictions, published_policy
from exporter.train.published import name_weights
from exporter.train.recipe import RecipeError
from exporter.train.run import Run
from exporter.wordpiece import separator_ids
from mrc_core.assets import Calibration
from mrc_core.types import WindowSpans

# Few and far apart, so that choosing among them fits nothing but the length of answers.
_LENGTH_PENALTIES = (0.0, 0.025, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and how it does on the held-out questions, if there are any."""

    version: Path
    calibration: Calibration
    scores: Scores | None
    reliability: Reliability | None


def export(
    run: Run,
    model_dir: Path,
    held_out: Sequence[Paragraph],
    stage: str | None = None,
    card: Path | None = None,
) -> Exported:
    """Publish what a stage of a run ended with.

    Args:
        run: At least the stage is done.
        model_dir: Gets a new version folder.
        held_out: What it was not trained on, to fit the calibration; without any, it keeps the
            one it started with.
        stage: The stage's name; None: the last one.
        card: The reader's model card.

    Raises:
        RecipeError: There is no such stage.
        SnapshotError: The run has not come that far.
        OSError: The card cannot be read.
    """
    names = [part.name for part in run.recipe.stages]
    if stage is not None and stage not in names:
        raise RecipeError(f"the run has no stage {stage}; it has: {', '.join(names)}")
    index = names.index(stage) + 1 if stage else len(names)
    model = from_arrays(run.network, run.weights(index), published_policy(run.network))
    config, scores, measured = run.reader, None, None
    if held_out:
        asked = ask(run, held_out)
        prepare_predictions(model)
        spans = evaluation.read(model, asked, config)
        penalty, scores = best_penalty(asked, spans, config.calibration)
        base = config.calibration.model_copy(update={"length_penalty": penalty})
        outcomes = Outcomes.of(asked, evaluation.answers(asked, spans, base))
        fitted = calibration.fit(outcomes, base)
        measured = calibration.reliability(outcomes, base)
        config = config.model_copy(update={"calibration": fitted})
    module = QuestionAnswering(logits_of(model), config, separator_ids(run.tokenizer))
    name_weights(module, model)
    version = publish(module, run.tokenizer, model_dir, card=card)
    return Exported(version, config.calibration, scores, measured)


def ask(run: Run, paragraphs: Sequence[Paragraph]) -> list[Asked]:
    """Ask the questions of their own passages, and of others that lack their answers."""
    return [
        question
        for part in (paragraphs, calibration.without_answer(paragraphs))
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
