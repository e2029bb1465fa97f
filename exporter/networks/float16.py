"""Weights stored as float16 and computed with in float32: half the bytes on disk.

Half precision costs a reader's logits their third decimal; a CPU has no quick arithmetic for it,
so only the storage changes.
"""

from __future__ import annotations

import keras


class Float16Storage(keras.DTypePolicy):  # type: ignore[misc]  # keras is untyped
    """Layers of this policy have float16 weights and cast them where they use them.

    The reverse of `mixed_float16`. Embeddings look their rows up first and cast only those.
    """

    def __init__(self) -> None:
        super().__init__("float32")

    @property
    def name(self) -> str:
        """Its name in messages."""
        return "float16_storage"

    @property
    def variable_dtype(self) -> str:
        """Of the weights."""
        return "float16"
