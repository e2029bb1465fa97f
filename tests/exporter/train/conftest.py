"""Graphs that run a few times are run as they were traced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tensorflow as tf


@pytest.fixture(scope="module", autouse=True)
def _graphs_are_not_optimized() -> Iterator[None]:
    """Leave out what takes TensorFlow as long as fifty steps of a toy: rewriting their graph."""
    before = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    yield
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": before})
