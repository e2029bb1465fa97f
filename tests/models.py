"""The bundled reader's SavedModel, loaded once a process: TensorFlow takes three seconds for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from mrc_core.artifact import bundled_model_dir
from mrc_core.predict import tensorflow

_load = tensorflow.load_saved_model


def load_saved_model(directory: Path) -> Any:
    """Load a SavedModel; the bundled reader's once a process."""
    if bundled_model_dir() in Path(directory).parents:
        return _once(Path(directory))
    return _load(directory)


@cache
def _once(directory: Path) -> Any:
    return _load(directory)
