"""The layers of the bundled reader: alignment with the question, blocks, span heads."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

_NORM_EPSILON = 1e-5


class QuestionAlignment(keras.layers.Layer):  # type: ignore[misc]  # keras is untyped
    """Lets tokens that match see each other's surroundings, in both directions.

    The aligned question embedding of DrQA (Chen et al. 2017, section 3.2), but with the exact
    matches themselves as weights: there is nothing to learn to find a token's counterpart.

    Args:
        width: Of the tokens' vectors.
    """

    def __init__(self, width: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.width = width
        self.surroundings = keras.layers.DepthwiseConv1D(5, padding="same", name="surroundings")
        self.projection = keras.layers.Dense(width, name="projection")

    def build(self) -> None:
        """Create the weights of its layers."""
        self.surroundings.build((None, None, self.width))
        self.projection.build((None, None, 2 * self.width))

    def call(self, x: Any, links: Any) -> Any:
        """Add to each token what its counterparts see.

        Args:
            x: [batch, length, width].
            links: [batch, question, length], from `MatchFeatures`.

        Returns:
            [batch, length, width].
        """
        seen = self.surroundings(x)
        return x + self.projection(aligned(seen, ops.cast(links, x.dtype)))


class SameQueriesAndKeys(keras.initializers.Initializer):  # type: ignore[misc]
    """Starts a fused query-key-value kernel with keys equal to queries.

    Tokens then attend to tokens like themselves from the first step on, which a reader wants.
    """

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> Any:
        """Return a kernel [width, 3 * width]."""
        part = (shape[0], shape[1] // 3)
        # Two instances: one would draw the same numbers twice.
        query = keras.initializers.GlorotUniform()(part, dtype)
        value = keras.initializers.GlorotUniform()(part, dtype)
        return ops.concatenate([query, query, value], axis=1)


class PreNormSelfAttention(keras.layers.Layer):  # type: ignore[misc]
    """Layer norm, then scaled dot-product attention (Vaswani et al. 2017, section 3.2).

    Args:
        width: Of the tokens' vectors.
        heads: Divides `width`.
    """

    def __init__(self, width: int, heads: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.width = width
        self.heads = heads
        self.norm = _norm("norm")
        # One product for all three: at this width the number of operations costs, not their size.
        self.query_key_value = keras.layers.Dense(
            3 * width, kernel_initializer=SameQueriesAndKeys(), name="query_key_value"
        )
        self.output_projection = _branch_end(width, "output")

    def build(self) -> None:
        """Create the weights of its layers."""
        for layer in (self.norm, self.query_key_value, self.output_projection):
            layer.build((None, None, self.width))

    def call(self, x: Any, real: Any) -> Any:
        """Attend to real tokens.

        Args:
            x: [batch, length, width].
            real: bool [batch, length], False on padding.

        Returns:
            [batch, length, width].
        """
        batch, length = ops.shape(x)[:2]
        shape = (batch, length, self.heads, self.width // self.heads)
        query, key, value = (
            ops.reshape(part, shape)
            for part in ops.split(self.query_key_value(self.norm(x)), 3, axis=-1)
        )
        # Not cuDNN's attention, which wants a mask as large as the scores.
        attended = ops.dot_product_attention(
            query, key, value, mask=real[:, None, None, :], flash_attention=False
        )
        return self.output_projection(ops.reshape(attended, (batch, length, self.width)))


class EncoderBlock(keras.layers.Layer):  # type: ignore[misc]
    """Depthwise convolution, self-attention if wanted, feed-forward; each on a residual branch.

    The encoder block of QANet (Yu et al. 2018, section 2.2) with one convolution.

    Args:
        width: Of the tokens' vectors.
        heads: Of the self-attention; 0 for none.
        feed_forward: Hidden size of the feed-forward branch.
        kernel_size: Of the convolution, in tokens.
        dropout: On each branch.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        feed_forward: int,
        kernel_size: int,
        dropout: float,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.width = width
        layers = keras.layers
        self.convolution_norm = _norm("convolution_norm")
        self.convolution = layers.DepthwiseConv1D(
            kernel_size, padding="same", activation="gelu", name="convolution"
        )
        self.convolution_output = _branch_end(width, "convolution_output")
        self.attention = PreNormSelfAttention(width, heads, name="attention") if heads else None
        self.feed_forward_norm = _norm("feed_forward_norm")
        self.feed_forward = layers.Dense(feed_forward, activation="gelu", name="feed_forward")
        self.feed_forward_output = _branch_end(width, "feed_forward_output")
        self.dropout = layers.Dropout(dropout, name="dropout")

    def build(self) -> None:
        """Create the weights of its layers."""
        shape = (None, None, self.width)
        for layer in (self.convolution_norm, self.convolution, self.convolution_output):
            layer.build(shape)
        if self.attention is not None:
            self.attention.build()
        for layer in (self.feed_forward_norm, self.feed_forward):
            layer.build(shape)
        self.feed_forward_output.build((None, None, self.feed_forward.units))

    def call(self, x: Any, real: Any) -> Any:
        """Refine the tokens' vectors.

        Args:
            x: [batch, length, width].
            real: bool [batch, length], False on padding.

        Returns:
            [batch, length, width].
        """
        # The convolution must not see what stands in the padding, or it would matter how long
        # the other windows of a batch are.
        beside = self.convolution_norm(x) * ops.cast(real[:, :, None], x.dtype)
        x = x + self.dropout(self.convolution_output(self.convolution(beside)))
        if self.attention is not None:
            x = x + self.dropout(self.attention(x, real))
        hidden = self.feed_forward(self.feed_forward_norm(x))
        return x + self.dropout(self.feed_forward_output(hidden))


class SpanHeads(keras.layers.Layer):  # type: ignore[misc]
    """Start logits, and end logits that know where the start probably is.

    The end depends on the start through the mean of the tokens under the start's distribution,
    as the pointer network of Match-LSTM does with its state (Wang and Jiang 2017).

    Args:
        width: Of the tokens' vectors.
    """

    def __init__(self, width: int, **kwargs: Any) -> None:
        # Logits are added up in float32 whatever the layers compute in.
        super().__init__(autocast=False, **kwargs)
        self.width = width
        self.start = keras.layers.Dense(1, name="start")
        self.end_hidden = keras.layers.Dense(width, activation="gelu", name="end_hidden")
        self.end = keras.layers.Dense(1, name="end")

    def build(self) -> None:
        """Create the weights of its layers."""
        self.start.build((None, None, self.width))
        self.end_hidden.build((None, None, 3 * self.width))
        self.end.build((None, None, self.width))

    def call(self, x: Any, bias: Any) -> tuple[Any, Any]:
        """Score every position.

        Args:
            x: [batch, length, width].
            bias: float32 [batch, length], added to the logits of both.

        Returns:
            start_logits, end_logits: float32 [batch, length].
        """
        start_logits = ops.cast(self.start(x)[..., 0], "float32") + bias
        soft_start = ops.cast(ops.softmax(start_logits, axis=-1), x.dtype)[:, None, :]
        at_start = ops.broadcast_to(ops.matmul(soft_start, x), ops.shape(x))
        hidden = self.end_hidden(ops.concatenate([x, at_start, x * at_start], axis=-1))
        end_logits = ops.cast(self.end(hidden)[..., 0], "float32") + bias
        return start_logits, end_logits


def aligned(seen: Any, links: Any) -> Any:
    """Return what each token's counterparts see, and its product with what the token sees.

    Args:
        seen: [batch, length, width].
        links: [batch, question, length], of the same type.

    Returns:
        [batch, length, 2 * width].
    """
    question = ops.shape(links)[1]
    # Averages, but nearly zero where the links are weak.
    to_passage = links / (ops.sum(links, axis=1, keepdims=True) + 1e-2)
    to_question = links / (ops.sum(links, axis=2, keepdims=True) + 1e-2)
    from_question = ops.matmul(ops.transpose(to_passage, (0, 2, 1)), seen[:, :question])
    from_passage = ops.matmul(to_question, seen)
    rest = ops.shape(seen)[1] - question
    both = from_question + ops.pad(from_passage, ((0, 0), (0, rest), (0, 0)))
    return ops.concatenate([both, both * seen], axis=-1)


def _branch_end(width: int, name: str) -> keras.layers.Dense:
    # Near zero, it leaves the residual stream alone until the branch has learned something.
    return keras.layers.Dense(
        width, kernel_initializer=keras.initializers.RandomNormal(stddev=0.02), name=name
    )


def _norm(name: str) -> keras.layers.LayerNormalization:
    return keras.layers.LayerNormalization(epsilon=_NORM_EPSILON, name=name)
