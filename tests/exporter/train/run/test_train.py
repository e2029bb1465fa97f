"""A run in small, of toy people: a network learns where and when they were born."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from exporter.calibration.calibrate import Calibrated
from exporter.calibration.paragraphs import FormatError, GoldParagraph, read_paragraphs
from exporter.train.fit import log, snapshots
from exporter.train.recipe import RecipeError, load_recipe
from exporter.train.run.calibrate import calibrate_run
from exporter.train.run.export import export_run
from exporter.train.run.run import Run, begin, load_run
from exporter.train.run.stage import DivergedError
from exporter.train.run.train import train
from mrc_core import Reader
from mrc_core.artifact import load_assets
from tests.exporter.eagerly import running_eagerly
from tests.exporter.toys import CITIES, NAMES


def _train(toys: Path, to: Path, *, interrupted: Callable[[], bool] = lambda: False) -> Run:
    if (to / "recipe.json").exists():
        run = load_run(to)
    else:
        run = begin(load_recipe(toys / "recipe.toml"), toys, to)
    train(run, toys, Console(quiet=True), interrupted=interrupted)
    return run


def _after(steps: int) -> Callable[[], bool]:
    """True from the time it has been asked `steps` times."""
    asked: Iterator[int] = iter(range(steps))
    return lambda: next(asked, None) is None


@pytest.fixture(scope="module")
def half_trained(toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that was stopped between its stages."""
    folder = tmp_path_factory.mktemp("half")
    steps = load_recipe(toys / "recipe.toml").stages[0].steps
    assert steps is not None
    _train(toys, folder, interrupted=_after(steps))
    return folder


@pytest.fixture(scope="module")
def trained(half_trained: Path, toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(half_trained, folder, dirs_exist_ok=True)
    with running_eagerly():  # The second stage has four steps.
        return _train(toys, folder)


@pytest.fixture(scope="module")
def calibrated(trained: Run, held_out: list[GoldParagraph]) -> tuple[Run, Calibrated]:
    return calibrate_run(trained, held_out)


@pytest.fixture(scope="module")
def held_out(toys: Path) -> list[GoldParagraph]:
    return list(read_paragraphs(toys / "dev.json"))


@pytest.fixture(scope="module")
def exported(calibrated: tuple[Run, Calibrated], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The MODEL_DIR of the run's calibrated reader."""
    model_dir = tmp_path_factory.mktemp("model")
    assert export_run(calibrated[0], model_dir) == model_dir / "1"
    return model_dir


def test_the_loss_falls_and_evaluations_are_logged(trained: Run) -> None:
    rows = [row for row in log.read(trained.log) if "loss" in row]
    assert rows[-1]["loss"] < 0.5 * rows[0]["loss"]
    words = [row["words"] for row in rows if row["stage"] == "first"]
    assert words[-1] < 0.7 * words[0]
    assert {row["stage"] for row in rows} == {"first", "second"}
    evaluated = [row for row in log.read(trained.log) if "evaluation" in row]
    assert [row["stage"] for row in evaluated] == ["first", "second"]
    assert evaluated[-1]["exact_match"] > 80


def test_what_was_trained_answers_through_the_reader(
    calibrated: tuple[Run, Calibrated], exported: Path, held_out: list[GoldParagraph]
) -> None:
    made = calibrated[1]
    assert made.scores.exact_match > 80
    assert made.reliability.missed <= 0.1
    reader = Reader.load(exported)
    right = 0
    questions = [(row.context, question) for row in held_out[:4] for question in row.questions]
    for context, question in questions:
        reading = reader.read_sync(question.text, context)
        right += reading.candidates[0].text == question.answers[0][0]
    assert right >= 0.8 * len(questions)
    assert reader.model.name == "toy"
    assert load_assets(exported).config.calibration == made.calibration


@pytest.mark.usefixtures("eagerly")
def test_a_run_that_stops_and_goes_on_ends_with_the_same_weights(
    trained: Run, half_trained: Path, toys: Path, tmp_path: Path
) -> None:
    shutil.copytree(half_trained, tmp_path / "run")
    # In the midst of a stage with masked words and dropout.
    run = _train(toys, tmp_path / "run", interrupted=_after(2))
    with pytest.raises(snapshots.SnapshotError):
        run.weights(2)
    _train(toys, tmp_path / "run")
    expected, weights = trained.weights(2), run.weights(2)
    assert set(weights) == set(expected)
    for path, array in expected.items():
        # Stored as float16; TensorFlow adds up in whatever order its threads are in.
        np.testing.assert_allclose(weights[path], array, rtol=0, atol=1e-3, err_msg=path)
    steps = [row["step"] for row in log.read(run.log)]
    assert steps == sorted(steps)


def test_a_reader_is_trained_further_from_what_it_was(
    trained: Run, exported: Path, toys: Path, tmp_path: Path
) -> None:
    recipe = load_recipe(toys / "recipe.toml")
    further = recipe.model_copy(update={"lexicon": None, "reader": str(exported)})
    run = begin(further, toys, tmp_path)
    assert run.network == trained.network
    assert run.tokenizer.get_vocab() == trained.tokenizer.get_vocab()
    for path, array in trained.weights(2).items():
        np.testing.assert_array_equal(run.weights(0)[path], array)


@pytest.mark.usefixtures("eagerly")
def test_a_run_that_goes_astray_stops_and_keeps_its_last_checkpoint(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    wild = trained.recipe.stages[0].model_copy(update={"learning_rate": 1e30, "steps": 2})
    recipe = trained.recipe.model_copy(update={"stages": (wild,)})
    run = replace(trained, folder=tmp_path, recipe=recipe)
    run.save_weights(0, trained.weights(0))
    with pytest.raises(DivergedError, match="learning rate"):
        train(run, toys, Console(quiet=True))
    assert snapshots.latest(tmp_path) is None


def test_a_folder_with_a_run_is_not_begun_again(trained: Run, toys: Path) -> None:
    with pytest.raises(RecipeError, match="--resume"):
        begin(trained.recipe, toys, trained.folder)


def test_missing_files_are_named_before_anything_is_trained(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    recipe = trained.recipe
    (tmp_path / "broken.json").write_text("{}")
    for file, error in (("nowhere.json", RecipeError), ("broken.json", FormatError)):
        source = recipe.stages[0].sources[0].model_copy(update={"files": (str(tmp_path / file),)})
        stage = recipe.stages[0].model_copy(update={"sources": (source,)})
        changed = recipe.model_copy(update={"stages": (stage,)})
        run = replace(trained, folder=tmp_path / file[:3], recipe=changed)
        with pytest.raises(error, match=file.replace(".", r"\.")):
            train(run, toys, Console(quiet=True))


def test_no_place_stands_for_another_in_a_question(trained: Run, tmp_path: Path) -> None:
    run = replace(trained, folder=tmp_path)
    places = [trained.tokenizer.token_to_id(city) for city in CITIES]
    words = [trained.tokenizer.token_to_id(word) for word in (*NAMES, "태어났다", "태어난")]
    # All alike, and as common as words are.
    arrays = trained.weights(0)
    arrays["embedding/embeddings"] = np.ones_like(arrays["embedding/embeddings"])
    arrays["match/rarity"] = np.full_like(arrays["match/rarity"], 0.3)
    run.save_weights(0, arrays)
    near = run.near_words()
    assert (near[places] == np.array(places)[:, None]).all()
    assert (near[words] != np.array(words)[:, None]).all()
    assert not np.isin(near[words], places).any()
