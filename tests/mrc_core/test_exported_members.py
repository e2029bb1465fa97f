"""What others may rely on: the names of the package, and how the reader is called."""

from __future__ import annotations

import inspect
from importlib.resources import files
from types import ModuleType

import mrc_core
from mrc_core import Reader


def test_what_is_imported_is_listed_and_nothing_else() -> None:
    public = [
        name
        for name, value in vars(mrc_core).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    ]
    assert sorted(public) == mrc_core.__all__


def test_no_name_is_lost_or_added_unawares() -> None:
    assert mrc_core.__all__ == [
        "Answer",
        "EmptyQuestionError",
        "ModelInfo",
        "ModelMismatchError",
        "ModelUnknownError",
        "Part",
        "Passage",
        "Prepared",
        "Reader",
        "ReaderBusyError",
        "ReaderClosedError",
        "ReaderError",
        "ReaderFailedError",
        "ReaderTimeoutError",
        "ReaderUnavailableError",
        "Reading",
        "State",
        "Timings",
    ]


def test_the_reader_is_called_as_before() -> None:
    called = {
        name: list(inspect.signature(getattr(Reader, name)).parameters)
        for name in ("load", "serving", "read", "read_sync")
    }
    arguments = "self question text_or_passages top_k max_windows exhaustive"
    read = arguments.split()
    assert called == {
        "load": ["model_dir", "max_windows"],
        "serving": ["url", "model", "version", "model_dir", "timeout", "max_windows"],
        "read": [*read, "on_progress"],
        "read_sync": read,
    }


def test_the_package_says_that_it_is_typed() -> None:
    assert (files(mrc_core) / "py.typed").is_file()
