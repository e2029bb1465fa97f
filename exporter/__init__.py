"""Checkpoints and trained weights -> SavedModels for TensorFlow Serving."""

import importlib.metadata

__version__ = importlib.metadata.version("mrc-bot")
