"""What tests need that no package brings; `make test` makes it.

A checkout without it skips those tests, and says why. `make test` sets TESTS_COMPLETE, with which
they fail instead: there, nothing is left out unnoticed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
PARITY = ROOT / "build" / "parity"
JAX = ROOT / "build" / "jax"


def parity(name: str) -> Path:
    """Return the folder, or the file, of that name among the reference checkpoints."""
    return _need(PARITY / name if (PARITY / ".made").exists() else None, "reference checkpoints")


def torch() -> Path:
    """Return the Python that has PyTorch."""
    made = ROOT / ".venv-parity" / ".made"
    return _need(made.parent / "bin" / "python" if made.exists() else None, "PyTorch")


def jax() -> Path:
    """Return the folder that JAX is installed into."""
    return _need(JAX if (JAX / ".made").exists() else None, "JAX")


def chromium(*, extensions: bool = False) -> str:
    """Return the path of a Chromium; without extensions one that takes a third less time."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = map(shutil.which, names if extensions else ("chromium-headless-shell", *names))
    return str(_need(next(filter(None, found), None), "Chromium"))


def postgresql() -> Path:
    """Return the folder of PostgreSQL's server programs."""
    folders = [Path(path).parent for path in filter(None, [shutil.which("initdb")])]
    versions = Path("/usr/lib/postgresql").glob("*/bin")  # Debian's, which are not on PATH
    folders += sorted(versions, key=lambda folder: int(folder.parent.name))
    return _need(folders[-1] if folders else None, "PostgreSQL")


def tesseract() -> str:
    """Return the path of a Tesseract; `make test` gives it Korean."""
    return str(_need(shutil.which("tesseract"), "Tesseract"))


def _need(found: T | None, what: str) -> T:
    if found is not None:
        return found
    reason = f"no {what}: `make test` installs it"
    if os.environ.get("TESTS_COMPLETE"):
        pytest.fail(reason)
    pytest.skip(reason)
