"""In what numbers a network's layers compute and keep their weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import keras

Precision = Literal["fp32", "fp16", "bf16"]

POLICIES: dict[Precision, str] = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
"""Keras' names of them, weights and compute alike."""


@contextmanager
def dtype_policy(policy: keras.DTypePolicy | str) -> Iterator[None]:
    """Give every layer made inside this policy, unless it is given one."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
