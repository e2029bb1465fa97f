"""TensorFlow's steps without a graph of them, whose making takes seconds: for a step or a few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf


@contextmanager
def running_eagerly() -> Iterator[None]:
    """Have TensorFlow run steps as they are written."""
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
