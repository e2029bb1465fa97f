"""The weight files of a Hugging Face folder, by name, read when used.

Needs neither TensorFlow nor, for safetensors, PyTorch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from exporter.checkpoints.checkpoint import CheckpointError, LazyArray

# Each kind of file, and the index of one that is split.
_SAFETENSORS = ("model.safetensors", "model.safetensors.index.json")
_PICKLED = ("pytorch_model.bin", "pytorch_model.bin.index.json")


def open_weights(folder: Path) -> dict[str, LazyArray]:
    """Return all tensors of the folder's weight files; safetensors are preferred.

    Raises:
        CheckpointError: There are none, they are damaged, or PyTorch is needed and missing.
    """
    if files := _files(folder, *_SAFETENSORS):
        return {name: array for file in files for name, array in _safetensors(file).items()}
    if files := _files(folder, *_PICKLED):
        return {name: array for file in files for name, array in _pickled(file).items()}
    raise CheckpointError(f"{folder} has neither {_SAFETENSORS[0]} nor {_PICKLED[0]}")


def _files(folder: Path, whole: str, index: str) -> list[Path]:
    """Return the one file, or the parts that the index lists; none if neither is there."""
    if (folder / whole).is_file():
        return [folder / whole]
    if not (folder / index).is_file():
        return []
    try:
        names = set(json.loads((folder / index).read_bytes())["weight_map"].values())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CheckpointError(f"{folder / index} is no index of weights") from None
    # Names from a file that somebody else wrote: they stay in the folder.
    files = [folder / Path(str(name)).name for name in sorted(names)]
    for file in files:
        if not file.is_file():
            raise CheckpointError(f"{folder / index} lists {file.name}, which is missing")
    return files


def _safetensors(file: Path) -> dict[str, LazyArray]:
    try:
        opened = safe_open(str(file), framework="np")
        # The header says how long the file must be, so opening it finds it cut short.
        names: list[str] = opened.keys()  # type: ignore[no-untyped-call]
        return {name: _slice(opened, name) for name in names}
    except SafetensorError as error:
        raise CheckpointError(f"{file} is damaged or cut short ({error})") from None


def _slice(opened: Any, name: str) -> LazyArray:
    shape = tuple(opened.get_slice(name).get_shape())
    return LazyArray(shape, lambda: opened.get_tensor(name))


def _pickled(file: Path) -> dict[str, LazyArray]:
    try:
        import torch
    except ImportError:
        raise CheckpointError(
            f"reading {file.name} needs PyTorch: pip install torch, or save the model again with "
            "save_pretrained(..., safe_serialization=True)"
        ) from None
    try:
        # Tensors only: unpickling a stranger's file otherwise runs what is in it.
        tensors: Mapping[str, Any] = torch.load(
            file, map_location="cpu", weights_only=True, mmap=True
        )
    except Exception as error:  # noqa: BLE001 - torch raises many kinds
        reason = str(error).partition("\n")[0]
        raise CheckpointError(f"{file} is no weight file, or damaged ({reason})") from None
    return {name: _tensor(tensor) for name, tensor in tensors.items()}


def _tensor(tensor: Any) -> LazyArray:
    # NumPy has no bfloat16 of its own; float32 holds it exactly.
    def read() -> np.ndarray[Any, Any]:
        wide = tensor.float() if tensor.is_floating_point() else tensor
        array: np.ndarray[Any, Any] = wide.numpy()
        return array

    return LazyArray(tuple(tensor.shape), read)
