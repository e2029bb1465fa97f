"""The common form of an encoder's checkpoint, whichever framework wrote it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

if TYPE_CHECKING:
    # Keras comes with it, which reading files does not need.
    from exporter.networks.encoder import EncoderConfig

# Of what BERT's new weights are drawn with (Devlin et al. 2019 call it initializer_range).
_STDDEV = 0.02


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
        """Return it with its axes reversed."""
        return LazyArray(self.shape[::-1], lambda: self.read().T)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """An encoder's weights, and all that is needed to rebuild its network and its tokenizer.

    Those of a reader have a span head, those of an encoder that was only pretrained have none.

    Attributes:
        name: For people; the reader's name if they give none.
        encoder: The network.
        tokenizer: As the reader was trained with.
        arrays: The weights by the checkpoint's own names.
        table: From the paths of `EncoderReader`'s weights to the checkpoint's names of them.
        is_transposed: Whether the checkpoint has the weight of a path with its axes reversed.
        unused: Names that the checkpoint has, and a reader has no use for.
        heads: What stands in it beside its encoder, by name.
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
    heads: tuple[str, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)
    license: str = ""

    @property
    def has_span_head(self) -> bool:
        """Whether it was fine-tuned to find answers."""
        return all(
            name in self.arrays and self.arrays[name].shape == shape
            for name, shape in self._span_head().values()
        )

    def with_span_head(self, seed: int) -> Checkpoint:
        """Return it with a span head, drawn as BERT draws its new layers if it has none."""
        if self.has_span_head:
            return self
        head = self._span_head()
        kernel, kernel_shape = head["span/kernel"]
        bias, bias_shape = head["span/bias"]
        drawn = np.random.default_rng(seed).normal(0, _STDDEV, kernel_shape).astype(np.float32)
        arrays = self.arrays | {
            kernel: LazyArray(kernel_shape, lambda: drawn),
            bias: LazyArray(bias_shape, lambda: np.zeros(bias_shape, np.float32)),
        }
        return replace(self, arrays=arrays)

    def _span_head(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Return its weights' names and shapes in the checkpoint."""
        shapes = {"span/kernel": (self.encoder.hidden_size, 2), "span/bias": (2,)}
        names = self.table(shapes)
        return {
            path: (names[path], shape[::-1] if self.is_transposed(path) else shape)
            for path, shape in shapes.items()
        }
