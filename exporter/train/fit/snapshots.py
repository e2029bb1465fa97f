"""Arrays on disk: complete or not there at all, in files that anything can carry.

A snapshot is a folder with one .npz, cut into files of at most 15 MB, and a state.json; it gets its
name when all of it is written.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
Storage = Literal["exact", "half"]

_FILE_BYTES = 15_000_000
_CHECKPOINT = "checkpoint-"
# The upper half of a float32 is a bfloat16, which NumPy does not have: this marks one.
_BFLOAT16 = "bfloat16:"
# Moments of an optimizer are too small for float16; weights are not, and keep more digits in it.
_SMALL_NUMBERS = "optimizer/"


class SnapshotError(ValueError):
    """A snapshot cannot be read."""


def save(
    folder: Path, arrays: Arrays, state: Mapping[str, Any], storage: Storage = "exact"
) -> None:
    """Write a snapshot; one that is there already is replaced.

    Args:
        folder: Of the snapshot.
        arrays: By name.
        state: What else to keep, as JSON.
        storage: "half" rounds float32 arrays to 16 bits.
    """
    stored = _halved(arrays) if storage == "half" else arrays
    archive = io.BytesIO()
    np.savez(archive, **dict(stored))  # type: ignore[arg-type]  # names are not allow_pickle
    content = archive.getbuffer()
    # Not a name that anybody looks for.
    draft = folder.with_name(f".{folder.name}-{uuid4().hex}")
    draft.mkdir(parents=True)
    try:
        starts = range(0, len(content), _FILE_BYTES)
        for number, start in enumerate(starts):
            _write(draft / f"arrays.npz.{number:03}", content[start : start + _FILE_BYTES])
        text = json.dumps({**state, "files": len(starts)}, indent=1)
        _write(draft / "state.json", text.encode())
        if folder.exists():
            folder.rename(draft / "replaced")
        draft.rename(folder)
        shutil.rmtree(folder / "replaced", ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load(folder: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Read a snapshot: its arrays, at least as float16, and its state.

    Raises:
        SnapshotError: A file is missing or broken.
    """
    try:
        state: dict[str, Any] = json.loads((folder / "state.json").read_text("utf-8"))
        parts = [folder / f"arrays.npz.{number:03}" for number in range(state["files"])]
        archive = io.BytesIO(b"".join(part.read_bytes() for part in parts))
        with np.load(archive) as stored:
            arrays = dict(map(_restored, stored.files, (stored[name] for name in stored.files)))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise SnapshotError(f"{folder} is no complete snapshot: {error}") from error
    return arrays, state


def latest(run: Path) -> Path | None:
    """Return the newest checkpoint of a run."""
    return max(run.glob(f"{_CHECKPOINT}*"), default=None)


def save_checkpoint(
    run: Path, step: int, arrays: Arrays, state: Mapping[str, Any], storage: Storage
) -> Path:
    """Write the checkpoint of a step, and only then remove others and unfinished ones."""
    folder = run / f"{_CHECKPOINT}{step:09}"
    save(folder, arrays, state, storage)
    for other in [*run.glob(f"{_CHECKPOINT}*"), *run.glob(f".{_CHECKPOINT}*")]:
        if other != folder:
            shutil.rmtree(other)
    return folder


def _halved(arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    stored: dict[str, npt.NDArray[Any]] = {}
    for name, array in arrays.items():
        if array.dtype != np.float32:
            stored[name] = array
        elif name.startswith(_SMALL_NUMBERS):
            # Rounded to nearest, and not towards zero, by adding half of what is cut off.
            bits = np.ascontiguousarray(array).view(np.uint32).astype(np.uint64) + 0x8000
            stored[_BFLOAT16 + name] = (bits >> 16).astype(np.uint16)
        else:
            stored[name] = array.astype(np.float16)
    return stored


def _restored(name: str, array: npt.NDArray[Any]) -> tuple[str, npt.NDArray[Any]]:
    if not name.startswith(_BFLOAT16):
        return name, array
    return name.removeprefix(_BFLOAT16), (array.astype(np.uint32) << 16).view(np.float32)


def _write(file: Path, content: bytes | memoryview) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
