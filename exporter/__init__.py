"""Checkpoints and trained weights -> SavedModels for TensorFlow Serving."""

import importlib.metadata


def __getattr__(name: str) -> str:
    # Looked up when it is asked for: a tree that is only on the path, not installed, imports too.
    if name == "__version__":
        return importlib.metadata.version("mrc-bot")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
