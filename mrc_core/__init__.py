"""The reader: featurize -> predict -> decode. No Slack, no scraping, no web server."""

import importlib.metadata

from mrc_core.errors import (
    EmptyQuestionError,
    ModelMismatchError,
    ModelUnknownError,
    ReaderBusyError,
    ReaderClosedError,
    ReaderError,
    ReaderFailedError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)
from mrc_core.featurize.featurizer import Prepared
from mrc_core.reader import Reader
from mrc_core.types import Answer, ModelInfo, Part, Passage, Reading, State, Timings

__all__ = [
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


def __getattr__(name: str) -> str:
    # Looked up when it is asked for: a tree that is only on the path, not installed, imports too.
    if name == "__version__":
        return importlib.metadata.version("mrc-bot")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
