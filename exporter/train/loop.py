"""The training loop: stages, each of steps, with checkpoints, evaluations and a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from exporter.train import checkpoint, curves, evaluation
from exporter.train.batches import Feed, Mix
from exporter.train.data import Examples, load_examples, read_paragraphs
from exporter.train.evaluation import Asked
from exporter.train.layout import Layout
from exporter.train.network import from_arrays, prepare_predictions, to_numpy, with_dropout
from exporter.train.recipe import RecipeError, resolve
from exporter.train.rewording import Rewording
from exporter.train.run import Run
from exporter.train.step import Learner, Step, make_step
from exporter.weights import weights_by_path

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


def train(
    run: Run,
    data_folder: Path,
    console: Console,
    *,
    minutes: float | None = None,
    interrupted: Callable[[], bool] = lambda: False,
) -> bool:
    """Train from where the run is until it is done, or time is up.

    Args:
        run: Goes on from its checkpoint, if it has one.
        data_folder: The recipe's paths are relative to it.
        console: For the progress bar and the evaluations.
        minutes: After so many it makes a checkpoint and stops.
        interrupted: Asked after every step; it stops then, too.

    Returns:
        Whether the run is done.

    Raises:
        RecipeError: A file of the recipe is missing.
        FormatError: A file is not what its name says.
        SnapshotError: The checkpoint is broken.
        DivergedError: The loss is no number any more.
    """
    deadline = time.monotonic() + 60 * minutes if minutes is not None else None

    def out_of_time() -> bool:
        return interrupted() or (deadline is not None and time.monotonic() >= deadline)

    @cache
    def load(patterns: tuple[str, ...]) -> Examples:
        files = [file for pattern in patterns for file in resolve(pattern, data_folder)]
        examples, left_out = load_examples(files, run.tokenizer, run.reader)
        console.print(f"{', '.join(patterns)}: {len(examples):,} examples, {left_out:,} left out")
        return examples

    evaluations = _evaluations(run, data_folder)
    arrays, position = _resume(run)
    stages = run.recipe.stages
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.3f}  {task.fields[rate]:.0f} examples/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        while position.stage < len(stages):
            course = _Course(
                run, position.stage, load, evaluations, progress, arrays or None, position
            )
            ended = course.follow(out_of_time)
            if ended is None:
                break
            arrays, position = {}, ended
    curves.draw(curves.read(run.log), run.folder / "curves.png")
    return position.stage == len(stages)


def _resume(run: Run) -> tuple[dict[str, npt.NDArray[Any]], Position]:
    folder = checkpoint.latest(run.folder)
    if folder is None:
        return {}, Position()
    arrays, state = checkpoint.load(folder)
    position = Position(**{name: state[name] for name in asdict(Position())})
    curves.rewind(run.log, position.total)
    return arrays, position


def _evaluations(run: Run, data_folder: Path) -> dict[str, list[Asked]]:
    sets = {}
    for wanted in run.recipe.evaluations:
        for file in resolve(wanted.file, data_folder):
            asked = evaluation.ask(read_paragraphs(file), run.tokenizer, run.reader)
            # Spread over the file: neighbours are of one article.
            count = min(wanted.questions or len(asked), len(asked))
            chosen = np.linspace(0, len(asked) - 1, count).round().astype(int)
            sets[f"{file.parent.name}/{file.name}"] = [asked[index] for index in chosen]
    return sets


class _Course:
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
        evaluations: Mapping[str, list[Asked]],
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
        self._model = from_arrays(config, run.weights(index), stage.precision)
        prepare_predictions(self._model)
        self._learner = Learner.of(self._model, stage, self._steps)
        if arrays is not None:
            restore(self._learner, arrays)
        self._step: Step = make_step(self._learner)
        self._reported = self._checkpointed = time.monotonic()
        self._metrics: list[dict[str, Any]] = []

    def follow(self, out_of_time: Callable[[], bool]) -> Position | None:
        """Train to the stage's end.

        Returns:
            Where the next stage begins; None if it stopped before.
        """
        here, stage = self._position, self._stage
        task = self._progress.add_task(
            stage.name, total=self._steps, completed=here.step, loss=float("nan"), rate=0.0
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
        checkpoint.save_checkpoint(self._run.folder, here.total, {}, asdict(following), "exact")
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
        curves.append(self._run.log, row)
        self._progress.update(task, completed=here.step, loss=means["loss"], rate=rate)

    def _evaluate(self, here: Position) -> None:
        began = time.monotonic()
        if not self._evaluations:
            return
        self._step.sync()
        own = [to_numpy(weight) for weight in self._model.trainable_variables]
        _assign(self._model.trainable_variables, [to_numpy(a) for a in self._learner.averages])
        for name, asked in self._evaluations.items():
            spans = evaluation.read(self._model, asked, self._run.reader)
            found = evaluation.answers(asked, spans, self._run.reader.calibration)
            scores = evaluation.score(asked, found)
            row = {
                "stage": self._stage.name,
                "step": here.total,
                "examples": here.examples,
                "evaluation": name,
                **asdict(scores),
            }
            curves.append(self._run.log, row)
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
        checkpoint.save_checkpoint(self._run.folder, here.total, arrays, state, storage)
        self._checkpointed = time.monotonic()


def _feed(run: Run, index: int, load: Callable[[tuple[str, ...]], Examples]) -> Feed:
    stage, layout = run.recipe.stages[index], Layout.of(run.tokenizer)
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
        Rewording(run.near_words(), stage.rewording) if stage.rewording else None,
        stage.masked,
        run.swaps(stage.swapped, examples) if stage.swapped else None,
    )
    try:
        return Feed(mix)
    except ValueError as error:
        raise RecipeError(f"stage {stage.name}: {error}") from None


def state_of(learner: Learner) -> dict[str, npt.NDArray[Any]]:
    """All that a learner is, as arrays."""
    return {name: to_numpy(variable) for name, variable in _variables(learner).items()}


def restore(learner: Learner, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Make a learner what it was.

    Raises:
        SnapshotError: The arrays are of another network.
    """
    variables = _variables(learner)
    if set(variables) != set(arrays):
        different = ", ".join(sorted(set(variables) ^ set(arrays)))
        raise checkpoint.SnapshotError(f"the checkpoint is of another network: {different}")
    for name, variable in variables.items():
        variable.assign(arrays[name])


def averaged(learner: Learner) -> dict[str, npt.NDArray[Any]]:
    """The network's weights by path, the trained ones averaged."""
    averages = {
        id(weight): average
        for weight, average in zip(learner.model.trainable_variables, learner.averages, strict=True)
    }
    return {
        path: to_numpy(averages.get(id(weight), weight))
        for path, weight in weights_by_path(learner.model).items()
    }


def _variables(learner: Learner) -> dict[str, Any]:
    model = learner.model
    weights = weights_by_path(model)
    known = {id(weight) for weight in weights.values()}
    seeds = [variable for variable in model.variables if id(variable) not in known]
    named = {f"weights/{path}": weight for path, weight in weights.items()}
    for group, variables in (
        ("averages", learner.averages),
        ("optimizer", learner.optimizer.variables),
        ("seeds", seeds),
    ):
        named |= {f"{group}/{number:03}": variable for number, variable in enumerate(variables)}
    return named


def _assign(variables: list[Any], values: list[npt.NDArray[Any]]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
