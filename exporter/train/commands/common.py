"""What the commands share: kinds of arguments, and errors in one line."""

from __future__ import annotations

import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from exporter.calibration.paragraphs import FormatError
from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.wordpiece import VocabularyError
from exporter.networks.weights import WeightsMismatchError
from exporter.train.fit.snapshots import SnapshotError
from exporter.train.questions.corpus import CorpusError
from exporter.train.recipe import RecipeError
from mrc_core.errors import ReaderError
from mrc_core.evaluate.console import errors_in_one_line

NAME = "mrc-train"
# What the extra brings, by the names that it is imported by; TensorFlow is for some commands only.
_PACKAGES = ("keras", "kiwipiepy", "matplotlib", "simplemma", "textblob")
_ERRORS = (
    ArithmeticError,
    CheckpointError,
    CorpusError,
    FormatError,
    OSError,
    ReaderError,
    RecipeError,
    SnapshotError,
    subprocess.TimeoutExpired,
    VocabularyError,
    WeightsMismatchError,
)

Corpus = Annotated[
    list[Path], typer.Argument(help="Text: .jsonl, .jsonl.xz, .jsonl.gz with title, text; .txt.")
]


def one_line_errors(*more: str) -> AbstractContextManager[None]:
    """Say in one line, too, when a package is missing that every command needs, or `more`."""
    return errors_in_one_line(
        NAME,
        *_ERRORS,
        extra="train",
        packages=(*_PACKAGES, *more),
        # Keras' other backends.
        apart=("jax", "torch"),
    )
