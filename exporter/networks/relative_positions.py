"""DeBERTa's attention to relative positions (He et al. 2021, "DeBERTa", section 3.1).

Beside what two tokens say to each other, a token attends to how far away another one is
(content-to-position), and is attended to for it (position-to-content). Distances beyond half of
the buckets share logarithmic buckets, as in DeBERTa v2 and v3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import ops


@dataclass(frozen=True, slots=True, kw_only=True)
class DisentangledConfig:
    """How relative positions take part.

    Attributes:
        longest: Distances that are told apart, or that the buckets span.
        buckets: Buckets of distances on either side; 0: each distance for itself.
        shared_projections: Positions use the projections of the tokens' keys and queries.
        normalized: The table of positions goes through a layer norm.
    """

    longest: int
    buckets: int
    content_to_position: bool
    position_to_content: bool
    shared_projections: bool
    normalized: bool

    @property
    def span(self) -> int:
        """Rows of the table for the distances on one side."""
        return self.buckets or self.longest


class RelativePositions(keras.layers.Layer):  # type: ignore[misc]  # keras is untyped
    """The table of relative positions, one for all blocks."""

    def __init__(
        self, config: DisentangledConfig, hidden_size: int, norm_epsilon: float, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.config = config
        self.hidden_size = hidden_size
        self.table = keras.layers.Embedding(2 * config.span, hidden_size, "zeros", name="table")
        self.norm = (
            keras.layers.LayerNormalization(epsilon=norm_epsilon, name="norm")
            if config.normalized
            else None
        )
        # Of every distance from -longest + 1 to longest - 1.
        distances = np.arange(1 - config.longest, config.longest)
        self.row_of_distance = rows_of_distances(distances, config)

    def build(self) -> None:
        """Create the table, and its norm's weights."""
        self.table.build()
        if self.norm is not None:
            self.norm.build((None, self.hidden_size))

    def call(self, input_ids: Any) -> tuple[Any, Any]:
        """Compute positions for windows.

        Args:
            input_ids: [batch, length]; only their length matters.

        Returns:
            The positions' vectors [rows, hidden], and int32 [length, length]: the row of each
            query's distance to each key.
        """
        vectors = self.table(ops.arange(2 * self.config.span, dtype="int32"))
        if self.norm is not None:
            vectors = self.norm(vectors)
        token = ops.arange(ops.shape(input_ids)[1], dtype="int32")
        most = self.config.longest - 1
        distance = ops.clip(token[:, None] - token[None, :], -most, most)
        return vectors, ops.take(self.row_of_distance, distance + most)


def rows_of_distances(
    distances: npt.NDArray[np.int64], config: DisentangledConfig
) -> npt.NDArray[np.int32]:
    """Return the row of the table for each distance, query position - key position.

    In float32 like the reference implementation: at the bounds of buckets, rounding decides.
    """
    buckets = distances
    if config.buckets:
        middle = config.buckets // 2
        near = np.abs(distances) < middle
        size = np.where(near, middle - 1, np.abs(distances)).astype(np.float32)
        steps = np.log(size / np.float32(middle)) / np.log(
            np.float32((config.longest - 1) / middle)
        )
        far = np.ceil(steps * np.float32(middle - 1)) + middle
        buckets = np.where(size <= middle, distances, far * np.sign(distances))
    return np.clip(buckets + config.span, 0, 2 * config.span - 1).astype(np.int32)


def attention_bias(
    query: Any, key: Any, position_keys: Any | None, position_queries: Any | None, rows: Any
) -> Any:
    """Compute what relative positions add to attention scores, before scaling.

    Args:
        query: [batch, length, heads, size].
        key: [batch, length, heads, size].
        position_keys: [positions, heads, size]; None without content-to-position.
        position_queries: [positions, heads, size]; None without position-to-content.
        rows: int32 [length, length], from `RelativePositions`.

    Returns:
        [batch, heads, length, length].
    """
    terms = []
    if position_keys is not None:
        scores = ops.einsum("bqhd,phd->qpbh", query, position_keys)
        terms.append(ops.transpose(_at_distances(scores, rows), (2, 3, 0, 1)))
    if position_queries is not None:
        scores = ops.einsum("bkhd,phd->kpbh", key, position_queries)
        terms.append(ops.transpose(_at_distances(scores, ops.transpose(rows)), (2, 3, 1, 0)))
    return sum(terms)


def _at_distances(scores: Any, rows: Any) -> Any:
    """Pick, of each token's scores of all positions, those of the others' distances to it.

    Whole rows of batch and heads are looked up, which costs less than single numbers.

    Args:
        scores: [length, positions, batch, heads].
        rows: int32 [length, length], positions by token and other token.

    Returns:
        [length, length, batch, heads].
    """
    length, positions, batch, heads = ops.shape(scores)
    first = positions * ops.arange(length, dtype="int32")
    return ops.take(ops.reshape(scores, (-1, batch, heads)), rows + first[:, None], axis=0)
