"""The encoders of the BERT family with a span head, as their checkpoints were trained.

One network for BERT (Devlin et al. 2019), RoBERTa (Liu et al. 2019), ALBERT (Lan et al. 2020),
DistilBERT (Sanh et al. 2019), ELECTRA (Clark et al. 2020) and DeBERTa v3 (He et al. 2021): all
have post-norm blocks and differ in sizes, in what is added to the word embeddings, in which
blocks share weights, and DeBERTa in how attention knows of positions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
from keras import ops

from exporter.networks.fusing import attention_weights, shaped_as, unseen
from exporter.networks.relative_positions import (
    DisentangledConfig,
    RelativePositions,
    attention_bias,
)

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "gelu": lambda x: ops.gelu(x, approximate=False),
    "gelu_new": lambda x: ops.gelu(x, approximate=True),
    "gelu_pytorch_tanh": lambda x: ops.gelu(x, approximate=True),
    "relu": ops.relu,
    "silu": ops.silu,
    "swish": ops.silu,
}
"""By their names in checkpoints' configurations; "gelu" is the exact one, by the error function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """Sizes of an encoder, and what tells one family from another.

    Attributes:
        schedule: The block that each layer is; ALBERT's layers are all the same one.
        positions: Rows of the table of position embeddings; 0 for none.
        first_position: The row of a window's first token: RoBERTa's starts after its padding's.
        segment_types: Rows of the table of segment embeddings; 0 for none.
        reads_segments: Whether `segment_ids` matter; else every token has segment 0.
        projected: Embeddings of `embedding_size` are projected to `hidden_size`.
        activation: One of `ACTIVATIONS`.
        disentangled: DeBERTa's relative positions.
        dropout: In training, of the embeddings and of what each block adds (Devlin et al. 2019,
            appendix A.2).
    """

    vocabulary_size: int
    hidden_size: int
    embedding_size: int
    heads: int
    feed_forward_size: int
    schedule: tuple[int, ...]
    positions: int
    first_position: int = 0
    segment_types: int
    reads_segments: bool
    projected: bool = False
    activation: str
    norm_epsilon: float
    disentangled: DisentangledConfig | None = None
    dropout: float = 0.0

    @property
    def longest(self) -> int | None:
        """Tokens of the longest window that it has positions for; None: any length."""
        if self.positions:
            return self.positions - self.first_position
        return self.disentangled.longest if self.disentangled else None


class EncoderReader(keras.Model):  # type: ignore[misc]  # keras is untyped
    """Reads windows of any length up to the encoder's positions.

    Inputs are a dict of int32 [batch, length] `input_ids`, `input_mask` (1 on tokens, 0 on
    padding), `segment_ids`; outputs a dict of float32 [batch, length] `start_logits` and
    `end_logits`: what they are on padding means nothing.

    It is built when made, with zeros for weights: they come from a checkpoint.
    """

    def __init__(self, config: EncoderConfig, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.config = config
        self.embeddings = Embeddings(config, name="embeddings")
        self.relative = (
            RelativePositions(
                config.disentangled, config.hidden_size, config.norm_epsilon, name="relative"
            )
            if config.disentangled
            else None
        )
        self.blocks = [
            TransformerLayer(config, name=f"block_{index}")
            for index in range(max(config.schedule) + 1)
        ]
        # In float32 whatever the rest is in: half-precision logits would often be equal.
        self.span = _dense(2, "span", dtype="float32")
        self.build()

    def build(self) -> None:
        """Create all weights, layer by layer.

        Keras would find them by calls: of the network, and at each level again of what is below.
        """
        self.embeddings.build()
        if self.relative is not None:
            self.relative.build()
        for block in self.blocks:
            block.build()
        self.span.build((None, self.config.hidden_size))

    def call(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Score every position as start and end of the answer."""
        input_ids = inputs["input_ids"]
        padding = unseen(inputs["input_mask"])
        x = self.embeddings(input_ids, inputs["segment_ids"])
        relative = None if self.relative is None else self.relative(input_ids)
        # One row a token: TensorFlow fuses a product with the bias and the activation that
        # follow only when no reshape stands between them.
        x = ops.reshape(x, (-1, self.config.hidden_size))
        for index in self.config.schedule:
            x = self.blocks[index](x, padding, relative)
        logits = ops.reshape(self.span(x), (*ops.shape(input_ids), 2))
        return {"start_logits": logits[..., 0], "end_logits": logits[..., 1]}


class Embeddings(keras.layers.Layer):  # type: ignore[misc]
    """Words, and positions and segments where the family has them; then layer norm."""

    def __init__(self, config: EncoderConfig, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.config = config

        def table(rows: int, name: str) -> keras.layers.Embedding:
            return keras.layers.Embedding(rows, config.embedding_size, "zeros", name=name)

        self.token = table(config.vocabulary_size, "token")
        self.position = table(config.positions, "position") if config.positions else None
        self.segment = table(config.segment_types, "segment") if config.segment_types else None
        self.norm = _norm(config, "norm")
        self.dropout = keras.layers.Dropout(config.dropout, name="dropout")
        self.projection = _dense(config.hidden_size, "projection") if config.projected else None

    def build(self) -> None:
        """Create the tables, and the weights of what follows them."""
        for table in (self.token, self.position, self.segment):
            if table is not None:
                table.build()
        for layer in (self.norm, self.projection):
            if layer is not None:
                layer.build((None, None, self.config.embedding_size))

    def call(self, input_ids: Any, segment_ids: Any) -> Any:
        """Embed tokens.

        Args:
            input_ids: int32 [batch, length].
            segment_ids: int32 [batch, length].

        Returns:
            [batch, length, hidden].
        """
        x = self.token(input_ids)
        if self.segment is not None:
            read = self.config.reads_segments
            x = x + self.segment(segment_ids if read else ops.zeros_like(segment_ids))
        if self.position is not None:
            rows = self.config.first_position + ops.arange(ops.shape(input_ids)[1], dtype="int32")
            x = x + self.position(rows)
        x = self.dropout(self.norm(x))
        return x if self.projection is None else self.projection(x)


class SelfAttention(keras.layers.Layer):  # type: ignore[misc]
    """Scaled dot-product attention (Vaswani et al. 2017, section 3.2), disentangled if wanted."""

    def __init__(self, config: EncoderConfig, **kwargs: Any) -> None:
        # Scores are float32 whatever the layers compute in, and so is what is added to them.
        super().__init__(autocast=False, **kwargs)
        self.hidden_size = config.hidden_size
        self.heads = config.heads
        self.head_size = config.hidden_size // config.heads
        self.query, self.key, self.value, self.output_projection = (
            _dense(config.hidden_size, name) for name in ("query", "key", "value", "output")
        )
        relative = config.disentangled
        self.position_key = self.position_query = None
        self.terms = 1
        if relative is not None:
            shared = relative.shared_projections
            size = config.hidden_size
            if relative.content_to_position:
                self.position_key = self.key if shared else _dense(size, "position_key")
            if relative.position_to_content:
                self.position_query = self.query if shared else _dense(size, "position_query")
            self.terms += relative.content_to_position + relative.position_to_content

    def build(self) -> None:
        """Create the projections' weights, of shared ones once."""
        projections = (self.query, self.key, self.value, self.output_projection)
        for layer in (*projections, self.position_key, self.position_query):
            if layer is not None and not layer.built:
                layer.build((None, self.hidden_size))

    def call(self, x: Any, unseen: Any, relative: tuple[Any, Any] | None = None) -> Any:
        """Attend to real tokens.

        Args:
            x: [batch × length, hidden].
            unseen: float32 [batch, 1, 1, length], very low on padding, 0 elsewhere.
            relative: What `RelativePositions` returns.

        Returns:
            [batch × length, hidden].
        """
        batch, _, _, length = ops.shape(unseen)
        query, key, value = (
            self._split(layer(x), batch, length) for layer in (self.query, self.key, self.value)
        )
        scale = (self.head_size * self.terms) ** -0.5
        if relative is not None:
            vectors, rows = relative
            keys, queries = (
                None if layer is None else self._split(layer(vectors), 1, vectors.shape[0])[0]
                for layer in (self.position_key, self.position_query)
            )
            bias = scale * attention_bias(query, key, keys, queries, rows)
            unseen = unseen + ops.cast(bias, "float32")
        query, key, value = (ops.transpose(part, (0, 2, 1, 3)) for part in (query, key, value))
        attended = ops.matmul(attention_weights(query, key, scale, unseen), value)
        return self.output_projection(shaped_as(ops.transpose(attended, (0, 2, 1, 3)), x))

    def _split(self, x: Any, batch: Any, length: Any) -> Any:
        """Return [batch × length, hidden] as [batch, length, heads, head size]."""
        return ops.reshape(x, (batch, length, self.heads, self.head_size))


class TransformerLayer(keras.layers.Layer):  # type: ignore[misc]
    """Self-attention and feed-forward, each added to its input, then layer norm."""

    def __init__(self, config: EncoderConfig, **kwargs: Any) -> None:
        super().__init__(autocast=False, **kwargs)
        self.config = config
        self.activation = ACTIVATIONS[config.activation]
        self.attention = SelfAttention(config, name="attention")
        self.attention_norm = _norm(config, "attention_norm")
        self.feed_forward = _dense(config.feed_forward_size, "feed_forward")
        self.feed_forward_output = _dense(config.hidden_size, "feed_forward_output")
        self.output_norm = _norm(config, "output_norm")
        self.dropout = keras.layers.Dropout(config.dropout, name="dropout")

    def build(self) -> None:
        """Create the weights of its layers."""
        self.attention.build()
        for layer in (self.attention_norm, self.feed_forward, self.output_norm):
            layer.build((None, self.config.hidden_size))
        self.feed_forward_output.build((None, self.config.feed_forward_size))

    def call(self, x: Any, unseen: Any, relative: tuple[Any, Any] | None = None) -> Any:
        """Refine the tokens' vectors; see `SelfAttention.call`."""
        x = self.attention_norm(x + self.dropout(self.attention(x, unseen, relative)))
        hidden = self.activation(self.feed_forward(x))
        return self.output_norm(x + self.dropout(self.feed_forward_output(hidden)))


def _dense(size: int, name: str, dtype: str | None = None) -> keras.layers.Dense:
    return keras.layers.Dense(size, kernel_initializer="zeros", name=name, dtype=dtype)


def _norm(config: EncoderConfig, name: str) -> keras.layers.LayerNormalization:
    return keras.layers.LayerNormalization(epsilon=config.norm_epsilon, name=name)
