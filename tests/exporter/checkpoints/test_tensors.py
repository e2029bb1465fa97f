"""Weight files of Hugging Face folders: whole, split, in half precision, pickled by PyTorch."""

from __future__ import annotations

import builtins
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import exporter
from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.huggingface import read_folder
from exporter.checkpoints.tensors import open_weights
from tests.exporter.checkpoints.parity import reference
from tests.prerequisites import torch

ROOT = Path(exporter.__file__).parents[1]

# As a user with PyTorch runs the exporter's reading of weights; `harm` unpickles to a call.
READ = """
import sys
from pathlib import Path
import numpy as np, torch
from exporter.checkpoints.tensors import open_weights
folder, harm = Path(sys.argv[1]), sys.argv[2] == "harm"
class Harm:
    def __reduce__(self):
        return (open, (str(folder / "harmed"), "w"))
weights = {"a.weight": torch.ones(2, 3, dtype=torch.bfloat16) / 3, "b": torch.arange(4)}
torch.save({"a": Harm()} if harm else weights, folder / "pytorch_model.bin")
opened = open_weights(folder)
np.savez(folder / "read.npz", **{name: np.asarray(array) for name, array in opened.items()})
"""


def _with_torch(folder: Path, mode: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(torch()), "-c", READ, str(folder), mode],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_split_checkpoint_is_read_as_one(tmp_path: Path) -> None:
    whole = load_file(reference("bert").folder / "model.safetensors")
    names = sorted(whole)
    parts = {"model-1.safetensors": names[::2], "model-2.safetensors": names[1::2]}
    for file, part in parts.items():
        save_file({name: whole[name] for name in part}, tmp_path / file)
    index = {"weight_map": {name: file for file, part in parts.items() for name in part}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    opened = open_weights(tmp_path)
    assert set(opened) == set(whole)
    for name, array in opened.items():
        assert array.shape == whole[name].shape
        np.testing.assert_array_equal(array, whole[name])
    (tmp_path / "model-2.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"lists model-2\.safetensors, which is missing"):
        open_weights(tmp_path)


def test_an_index_reaches_no_file_outside_its_folder(tmp_path: Path) -> None:
    save_file({"a": np.ones(1)}, tmp_path / "secret.safetensors")
    folder = tmp_path / "folder"
    folder.mkdir()
    index = {"weight_map": {"a": "../secret.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(CheckpointError, match="which is missing"):
        open_weights(folder)


def test_layer_norms_under_their_old_names_are_read(tmp_path: Path) -> None:
    """As checkpoints converted from TensorFlow in 2019 have them."""
    folder = reference("bert").folder
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    arrays = load_file(folder / "model.safetensors")
    old = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    renamed = dict(arrays)
    for name, array in arrays.items():
        for new_name, old_name in old.items():
            if name.endswith(new_name):
                del renamed[name]
                renamed[name.replace(new_name, old_name)] = array
    assert set(renamed) != set(arrays)
    save_file(renamed, tmp_path / "model.safetensors")
    assert set(read_folder(tmp_path).arrays) == set(arrays)


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16])
def test_half_precision_is_read(tmp_path: Path, dtype: Any) -> None:
    array = np.array([[1.5, -2.25]], dtype)
    save_file({"a": array}, tmp_path / "model.safetensors")
    read = np.asarray(open_weights(tmp_path)["a"]).astype(np.float32)
    assert read.tolist() == [[1.5, -2.25]]


def test_pickled_weights_are_read_with_pytorch(tmp_path: Path) -> None:
    done = _with_torch(tmp_path, "read")
    assert done.returncode == 0, done.stderr
    with np.load(tmp_path / "read.npz") as read:
        assert set(read.files) == {"a.weight", "b"}
        np.testing.assert_allclose(read["a.weight"], np.full((2, 3), 1 / 3), atol=1e-3)
        assert read["b"].tolist() == [0, 1, 2, 3]


def test_a_pickle_that_would_run_something_is_refused(tmp_path: Path) -> None:
    done = _with_torch(tmp_path, "harm")
    assert done.returncode == 1
    assert "is no weight file, or damaged" in done.stderr
    assert not (tmp_path / "harmed").exists()


def test_without_pytorch_a_pickle_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pytorch_model.bin").touch()
    real = builtins.__import__

    def without_torch(name: str, *arguments: Any) -> Any:
        if name == "torch":
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without_torch)
    with pytest.raises(CheckpointError, match=r"pip install torch, or save the model again with"):
        open_weights(tmp_path)
