"""One stage of a run: its steps, with reports, evaluations and checkpoints between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from rich.progress import Progress, TaskID

from exporter.calibration import evaluation
from exporter.calibration.evaluation import FeaturizedQuestion
from exporter.networks.build import build_network, prepare_predictions
from exporter.networks.configuration import with_dropout
from exporter.networks.weights import to_numpy
from exporter.train.data.batches import Mix
from exporter.train.data.examples import Examples
from exporter.train.data.feed import Feed
from exporter.train.data.synonyms import SynonymReplacement
from exporter.train.fit import log, snapshots
from exporter.train.fit.learner import Learner, averaged, restore, state_of
from exporter.train.fit.step import TrainingStep, make_step
from exporter.train.recipe import RecipeError
from exporter.train.run.run import Run
from mrc_core.featurize.layout import PairLayout

# Steps between two lines of the log: reading a loss makes the accelerator wait.
_REPORT_EVERY = 20


class DivergedError(ArithmeticError):
    """Training has gone wrong beyond repair; the checkpoint before it is kept."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run is: `step` steps into a stage, `before` steps into the run at its beginning."""

    stage: int = 0
    step: int = 0
    before: int = 0
    examples: int = 0

    @property
    def total(self) -> int:
        """Steps of the whole run."""
        return self.before + self.step


class StageTraining:
    """One stage of a run.

    Args:
        run: That it is part of.
        index: Of the stage.
        load: The files of a source -> its examples.
        evaluations: Questions by the name of their set.
        progress: Shows it.
        arrays: Of a checkpoint in this stage; None at its beginning.
        position: Where the stage goes on.
    """

    def __init__(
        self,
        run: Run,
        index: int,
        load: Callable[[tuple[str, ...]], Examples],
        evaluations: Mapping[str, list[FeaturizedQuestion]],
        progress: Progress,
        arrays: dict[str, npt.NDArray[Any]] | None,
        position: Position,
    ) -> None:
        recipe, stage = run.recipe, run.recipe.stages[index]
        self._run = run
        self._stage = stage
        self._evaluations = evaluations
        self._progress = progress
        self._position = position
        self._feed = _feed(run, index, load)
        self._steps = stage.total_steps(self._feed.steps_per_epoch)
        # The dropout's seeds, the same whenever the stage begins.
        keras.utils.set_random_seed(recipe.seed + index)
        config = with_dropout(run.network, stage.dropout)
        self._model = build_network(config, run.weights(index), stage.precision)
        prepare_predictions(self._model)
        self._learner = Learner.of(self._model, stage, self._steps)
        if arrays is not None:
            restore(self._learner, arrays)
        self._step: TrainingStep = make_step(self._learner)
        self._reported = self._checkpointed = time.monotonic()
        self._metrics: list[dict[str, Any]] = []

    def follow(self, out_of_time: Callable[[], bool]) -> Position | None:
        """Train to the stage's end.

        Returns:
            Where the next stage begins; None if it stopped before.
        """
        here, stage = self._position, self._stage
        task = self._progress.add_task(
            stage.name, total=self._steps, completed=here.step, report=""
        )
        while here.step < self._steps:
            if out_of_time():
                self._checkpoint(here)
                return None
            self._metrics.append(self._step(self._feed.batch(here.step)))
            here = Position(here.stage, here.step + 1, here.before, here.examples + stage.batch)
            done = here.step == self._steps
            if len(self._metrics) == _REPORT_EVERY or done:
                self._report(here, task)
            if here.step % self._run.recipe.evaluate_every == 0 or done:
                self._evaluate(here)
            # Only right after a report, which has seen that the loss is a number.
            due = time.monotonic() - self._checkpointed > 60 * self._run.recipe.checkpoint_minutes
            if due and not self._metrics:
                self._checkpoint(here)
        self._step.sync()
        self._run.save_weights(here.stage + 1, averaged(self._learner))
        following = Position(here.stage + 1, 0, here.total, here.examples)
        snapshots.save_checkpoint(self._run.folder, here.total, {}, asdict(following), "exact")
        return following

    def _report(self, here: Position, task: TaskID) -> None:
        means = {
            name: float(np.mean([float(metrics[name]) for metrics in self._metrics]))
            for name in self._metrics[0]
        }
        if not np.isfinite(means["loss"]):
            raise DivergedError(
                f"the loss is {means['loss']} at step {here.step} of stage {self._stage.name}: "
                "try a lower learning rate"
            )
        now = time.monotonic()
        rate = len(self._metrics) * self._stage.batch / (now - self._reported)
        self._metrics.clear()
        self._reported = now
        learning_rate = float(self._learner.optimizer._learning_rate(here.step))
        row = {
            "stage": self._stage.name,
            "step": here.total,
            "examples": here.examples,
            **means,
            "learning_rate": learning_rate,
            "examples_per_second": round(rate, 1),
        }
        log.append(self._run.log, row)
        report = f"loss {means['loss']:.3f}  {rate:.0f} examples/s"
        self._progress.update(task, completed=here.step, report=report)

    def _evaluate(self, here: Position) -> None:
        began = time.monotonic()
        if not self._evaluations:
            return
        self._step.sync()
        own = [to_numpy(weight) for weight in self._model.trainable_variables]
        _assign(self._model.trainable_variables, [to_numpy(a) for a in self._learner.averages])
        for name, asked in self._evaluations.items():
            spans = evaluation.predict_spans(self._model, asked, self._run.reader)
            found = evaluation.decode_answers(asked, spans, self._run.reader.calibration)
            scores = evaluation.score(asked, found)
            row = {
                "stage": self._stage.name,
                "step": here.total,
                "examples": here.examples,
                "evaluation": name,
                **asdict(scores),
            }
            log.append(self._run.log, row)
            self._progress.console.print(
                f"{self._stage.name} {here.step:,}: {name} "
                f"EM {scores.exact_match:.1f} F1 {scores.f1:.1f} of {scores.count:,}"
            )
        _assign(self._model.trainable_variables, own)
        self._reported += time.monotonic() - began

    def _checkpoint(self, here: Position) -> None:
        self._step.sync()
        storage = self._run.recipe.checkpoint_storage
        arrays, state = state_of(self._learner), asdict(here)
        snapshots.save_checkpoint(self._run.folder, here.total, arrays, state, storage)
        self._checkpointed = time.monotonic()


def _feed(run: Run, index: int, load: Callable[[tuple[str, ...]], Examples]) -> Feed:
    stage, layout = run.recipe.stages[index], PairLayout.of(run.tokenizer)
    if stage.masked and layout.mask_id is None:
        raise RecipeError(f"stage {stage.name}: the vocabulary has no [MASK]")
    parts = [load(source.files) for source in stage.sources]
    examples = Examples.join(parts)
    mix = Mix(
        examples,
        tuple(map(len, parts)),
        tuple(source.times for source in stage.sources),
        layout,
        stage.batch,
        stage.length,
        stage.unanswerable,
        (run.recipe.seed, index),
        SynonymReplacement(run.near_words(), stage.rewording) if stage.rewording else None,
        stage.masked,
        run.swaps(stage.swapped, examples) if stage.swapped else None,
    )
    try:
        return Feed(mix)
    except ValueError as error:
        raise RecipeError(f"stage {stage.name}: {error}") from None


def _assign(variables: list[Any], values: list[npt.NDArray[Any]]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
