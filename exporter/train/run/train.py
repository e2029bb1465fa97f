"""Training a run: its stages one after the other, from wherever it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
)

from exporter.calibration import evaluation
from exporter.calibration.evaluation import FeaturizedQuestion
from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.data.examples import Examples
from exporter.train.data.pack import load_examples
from exporter.train.fit import log, snapshots
from exporter.train.recipe import Recipe, RecipeError, resolve
from exporter.train.run.run import Run, begin, load_run
from exporter.train.run.stage import Position, StageTraining
from mrc_core.evaluate.progress import SteadyProgress


def begin_or_resume(recipe: Recipe, data_folder: Path, folder: Path, *, resume: bool) -> Run:
    """Make a run's folder, or load the run that is in it.

    Args:
        recipe: What the run does.
        data_folder: The recipe's paths are relative to it.
        folder: Of the run.
        resume: Go on with what is in the folder, if anything.

    Raises:
        RecipeError: The run was begun with another recipe, or see `begin`, as for other errors.
    """
    if not (resume and (folder / "recipe.json").is_file()):
        return begin(recipe, data_folder, folder)
    run = load_run(folder)
    if run.recipe != recipe:
        raise RecipeError(f"{folder} was begun with another recipe")
    return run


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
        console.print(f"{', '.join(patterns)}: reading")
        files = [file for pattern in patterns for file in resolve(pattern, data_folder)]
        examples, left_out = load_examples(files, run.tokenizer, run.reader)
        without = f", {left_out:,} left out" if left_out else ""
        console.print(f"{', '.join(patterns)}: {len(examples):,} examples{without}")
        return examples

    evaluations = _evaluations(run, data_folder)
    arrays, position = _resume(run)
    stages = run.recipe.stages
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[report]}"),
        TimeRemainingColumn(),
    )
    with SteadyProgress(*columns, console=console) as progress:
        while position.stage < len(stages):
            training = StageTraining(
                run, position.stage, load, evaluations, progress, arrays or None, position
            )
            ended = training.follow(out_of_time)
            if ended is None:
                break
            arrays, position = {}, ended
    return position.stage == len(stages)


def _resume(run: Run) -> tuple[dict[str, npt.NDArray[Any]], Position]:
    folder = snapshots.latest(run.folder)
    if folder is None:
        return {}, Position()
    arrays, state = snapshots.load(folder)
    position = Position(**{name: state[name] for name in asdict(Position())})
    log.rewind(run.log, position.total)
    return arrays, position


def _evaluations(run: Run, data_folder: Path) -> dict[str, list[FeaturizedQuestion]]:
    sets = {}
    for wanted in run.recipe.evaluations:
        for file in resolve(wanted.file, data_folder):
            asked = evaluation.featurize_questions(read_paragraphs(file), run.tokenizer, run.reader)
            # Spread over the file: neighbours are of one article.
            count = min(wanted.questions or len(asked), len(asked))
            chosen = np.linspace(0, len(asked) - 1, count).round().astype(int)
            sets[f"{file.parent.name}/{file.name}"] = [asked[index] for index in chosen]
    return sets
