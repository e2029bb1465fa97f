"""The common form of a checkpoint, whichever framework wrote it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

if TYPE_CHECKING:
    # Keras comes with it, which reading files does not need.
    from exporter.encoder import EncoderConfig


class CheckpointError(ValueError):
    """There is no such checkpoint, it is damaged, or it is of a kind that cannot be exported."""


@dataclass(frozen=True, slots=True)
class LazyArray:
    """An array that is read when it is used: a model's weights never lie in memory twice.

    Attributes:
        shape: Known without reading.
        read: Reads it, from a file that is open or opened for it.
    """

    shape: tuple[int, ...]
    read: Callable[[], npt.NDArray[Any]]

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return np.asarray(self.read(), dtype)

    def transposed(self) -> LazyArray:
        """With its axes reversed."""
        return LazyArray(self.shape[::-1], lambda: self.read().T)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A reader's weights, and all that is needed to rebuild its network and its tokenizer.

    Attributes:
        name: For people; the reader's name if they give none.
        encoder: The network.
        tokenizer: As the reader was trained with.
        arrays: The weights by the checkpoint's own names.
        table: From the paths of `EncoderReader`'s weights to the checkpoint's names of them.
        is_transposed: Whether the checkpoint has the weight of a path with its axes reversed.
        unused: Names that the checkpoint has, and a reader no use for.
        provenance: What it is and where it comes from; for reader.json.
        license: Of the weights, if the checkpoint says.
    """

    name: str
    encoder: EncoderConfig
    tokenizer: Tokenizer
    arrays: dict[str, LazyArray]
    table: Callable[[Collection[str]], dict[str, str]]
    is_transposed: Callable[[str], bool]
    unused: frozenset[str]
    provenance: dict[str, str] = field(default_factory=dict)
    license: str = ""
