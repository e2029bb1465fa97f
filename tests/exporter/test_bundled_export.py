"""From a checkpoint to a version folder, with a vocabulary of ten entries and random weights."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from exporter import bundled
from exporter.match_reader import MatchReader, MatchReaderConfig
from exporter.weights import WeightsMismatchError, fill, weights_by_path
from exporter.wordpiece import wordpiece_tokenizer
from mrc_core import Reader

CONFIG = MatchReaderConfig(vocabulary_size=10, separator_ids=(2, 3), sentence_end_id=4)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random arrays with the names and the layout of the network's PyTorch twin."""
    random = np.random.default_rng(0)
    weights = weights_by_path(MatchReader(CONFIG))
    arrays = {}
    for path, name in bundled.weight_names(weights, CONFIG).items():
        shape = tuple(weights[path].shape)
        if path.endswith("/kernel"):
            shape = shape[::-1] if len(shape) == 2 else (shape[1], shape[2], shape[0])
        arrays[name] = random.normal(scale=0.1, size=shape).astype(np.float16)
    arrays["canon"] = np.arange(10, dtype=np.int32)
    arrays |= {name: np.zeros(1, np.float16) for name in bundled.unused_names(CONFIG)}
    file = tmp_path_factory.mktemp("checkpoint") / "weights.npz"
    np.savez(file, **arrays)
    return file


def _export(weights: Path, vocabulary: Path, model_dir: Path) -> object:
    app = typer.Typer()
    app.command()(bundled._command)
    arguments = ["--weights", weights, "--vocab", vocabulary, "--to", model_dir]
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_makes_a_reader_that_answers(
    checkpoint: Path, vocabulary: Path, tmp_path: Path
) -> None:
    result = _export(checkpoint, vocabulary, tmp_path)
    assert result.exit_code == 0, result.output
    reading = Reader.load(tmp_path).read_sync("길이", "서울 강은 길이.")
    assert reading.model.version == "1"
    assert reading.candidates


def test_what_does_not_fit_is_listed_on_both_sides(
    checkpoint: Path, vocabulary: Path, tmp_path: Path
) -> None:
    with np.load(checkpoint) as file:
        arrays = dict(file)
    arrays["encoder.weight"] = arrays.pop("al.weight")
    file = tmp_path / "weights.npz"
    np.savez(file, **arrays)
    result = _export(file, vocabulary, tmp_path / "model")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "exporter.bundled: arrays that no weight takes: encoder.weight; "
        "weights that no array fills: alignment/projection/kernel"
    ]
    assert not (tmp_path / "model").exists()


def test_arrays_of_another_shape_are_refused() -> None:
    weight = keras.Variable(np.zeros((2, 3)), name="kernel")
    with pytest.raises(WeightsMismatchError, match=r"kernel \(2, 3\) from w \(3, 2\)"):
        fill({"kernel": weight}, {"w": np.ones((3, 2))}, {"kernel": "w"})


def test_weights_are_stored_in_half_the_bytes(checkpoint: Path, vocabulary: Path) -> None:
    model = bundled.load_reader(checkpoint, wordpiece_tokenizer(vocabulary))
    dtypes = {path: weight.dtype for path, weight in weights_by_path(model).items()}
    assert dtypes.pop("match/canonical_ids") == "int32"
    assert set(dtypes.values()) == {"float16"}
    assert model.compute_dtype == "float32"
    assert keras.config.dtype_policy().name == "float32"
