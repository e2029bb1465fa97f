"""Layers of the bundled reader that cost a CPU less: the same products, less beside them.

On two cores, half the time of a network this small went to what stands between its matrix
products: the error function of GELU, layer norms of seven operations, attention that is put
together of many. Here activations are ReLUs (squared in the feed-forward branch, So et al. 2021),
norms have no weights (Zhang and Sennrich 2019: root mean square), and a product, its bias and its
ReLU are one operation where TensorFlow fuses them. Written in `keras.ops`, but for that bias.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from exporter.networks.fusing import attention_weights, biased, shaped_as
from exporter.networks.match.layers import aligned

_NORM_EPSILON = 1e-5


def normed(x: Any, kept: Any = 1.0) -> Any:
    """Scale vectors to a root mean square of 1.

    What a norm's own weights do, the next kernel can do.

    Args:
        x: [..., width].
        kept: float32, to be broadcast to [..., 1]: 0 where vectors become zero, 1 elsewhere.
    """
    precise = ops.cast(x, "float32")
    square = ops.mean(ops.square(precise), axis=-1, keepdims=True)
    return ops.cast(precise * (ops.rsqrt(square + _NORM_EPSILON) * kept), x.dtype)


def rows(x: Any) -> Any:
    """Return [batch, length, n] as [batch * length, n]."""
    return ops.reshape(x, (-1, x.shape[-1]))


class Affine(keras.layers.Layer):  # type: ignore[misc]  # keras is untyped
    """A dense layer: [rows, n] -> [rows, units].

    Args:
        units: Columns of the kernel.
        rectified: Whether a ReLU follows.
        kernel_initializer: Keras' name of one, or one.
    """

    def __init__(
        self,
        units: int,
        *,
        rectified: bool = False,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.rectified = rectified
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, shape: Any) -> None:
        """Create kernel and bias."""
        self.kernel = self.add_weight(
            (shape[-1], self.units), self.kernel_initializer, name="kernel"
        )
        self.bias = self.add_weight((self.units,), "zeros", name="bias")

    def call(self, x: Any) -> Any:
        """Multiply, add the bias and rectify in one operation, if TensorFlow can."""
        y = ops.matmul(x, ops.convert_to_tensor(self.kernel))
        y = biased(y, ops.convert_to_tensor(self.bias))
        return ops.relu(y) if self.rectified else y


class Neighbours(keras.layers.Layer):  # type: ignore[misc]
    """A depthwise convolution over the tokens.

    Args:
        size: Of its kernel, odd.
        rectified: Whether a ReLU follows.
    """

    def __init__(self, size: int, *, rectified: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = size
        self.rectified = rectified

    def build(self, shape: Any) -> None:
        """Create kernel and bias."""
        width = shape[-1]
        deviation = (self.size * width) ** -0.5
        initializer = keras.initializers.RandomNormal(stddev=deviation)
        self.taps = self.add_weight((self.size, width, 1), initializer, name="taps")
        self.bias = self.add_weight((width,), "zeros", name="bias")

    def call(self, x: Any) -> Any:
        """Return the same shape: [batch, length, width]."""
        taps, bias = ops.convert_to_tensor(self.taps), ops.convert_to_tensor(self.bias)
        if keras.backend.backend() == "tensorflow":
            # In two dimensions, or a reshape would stand before the bias.
            y = biased(ops.depthwise_conv(x[:, None], taps[None], 1, "same"), bias)
        else:
            # A GPU is quicker at this.
            length, reach = x.shape[1], self.size // 2
            padded = ops.pad(x, ((0, 0), (reach, reach), (0, 0)))
            y = sum((padded[:, i : i + length] * taps[i, :, 0] for i in range(self.size)), bias)
        return ops.reshape(ops.relu(y) if self.rectified else y, ops.shape(x))


class LeanAlignment(keras.layers.Layer):  # type: ignore[misc]
    """What `QuestionAlignment` does."""

    def __init__(self, width: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.width = width
        self.surroundings = Neighbours(5, name="surroundings")
        self.projection = Affine(width, name="projection")

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
        added = self.projection(rows(aligned(seen, ops.cast(links, x.dtype))))
        return x + ops.reshape(added, ops.shape(x))


class LeanAttention(keras.layers.Layer):  # type: ignore[misc]
    """Scaled dot-product attention on normed tokens (Vaswani et al. 2017, section 3.2).

    Args:
        width: Of the tokens' vectors.
        heads: Divides `width`.
        kernel_initializer: Of the fused query-key-value kernel.
    """

    def __init__(self, width: int, heads: int, kernel_initializer: Any, **kwargs: Any) -> None:
        # Scores are float32 whatever the layers compute in, and so is what is added to them.
        super().__init__(autocast=False, **kwargs)
        self.width = width
        self.heads = heads
        self.query_key_value = Affine(
            3 * width, kernel_initializer=kernel_initializer, name="query_key_value"
        )
        self.output_projection = branch_end(width, "output")

    def build(self) -> None:
        """Create the weights of its layers."""
        for layer in (self.query_key_value, self.output_projection):
            layer.build((None, None, self.width))

    def call(self, x: Any, unseen: Any) -> Any:
        """Attend to real tokens.

        Args:
            x: [batch * length, width].
            unseen: float32 [batch, 1, 1, length], added to the scores.

        Returns:
            [batch * length, width].
        """
        batch, _, _, length = ops.shape(unseen)
        size = self.width // self.heads
        all_three = ops.reshape(
            self.query_key_value(normed(x)), (batch, length, 3, self.heads, size)
        )
        query, key, value = ops.unstack(ops.transpose(all_three, (2, 0, 3, 1, 4)))
        weights = attention_weights(query, key, size**-0.5, unseen)
        attended = ops.transpose(ops.matmul(weights, value), (0, 2, 1, 3))
        return self.output_projection(shaped_as(attended, x))


class LeanBlock(keras.layers.Layer):  # type: ignore[misc]
    """What `EncoderBlock` does: convolution, self-attention if wanted, feed-forward.

    Args:
        width: Of the tokens' vectors.
        heads: Of the self-attention; 0 for none.
        feed_forward: Hidden size of the feed-forward branch.
        kernel_size: Of the convolution, in tokens.
        dropout: On each branch.
        kernel_initializer: Of the attention's fused kernel.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        feed_forward: int,
        kernel_size: int,
        dropout: float,
        kernel_initializer: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(autocast=False, **kwargs)
        self.width = width
        self.convolution = Neighbours(kernel_size, rectified=True, name="convolution")
        self.convolution_output = branch_end(width, "convolution_output")
        self.attention = (
            LeanAttention(width, heads, kernel_initializer, name="attention") if heads else None
        )
        self.feed_forward = Affine(feed_forward, rectified=True, name="feed_forward")
        self.feed_forward_output = branch_end(width, "feed_forward_output")
        self.dropout = keras.layers.Dropout(dropout, name="dropout")

    def build(self) -> None:
        """Create the weights of its layers."""
        shape = (None, None, self.width)
        for layer in (self.convolution, self.convolution_output):
            layer.build(shape)
        if self.attention is not None:
            self.attention.build()
        self.feed_forward.build(shape)
        self.feed_forward_output.build((None, None, self.feed_forward.units))

    def call(self, x: Any, real: Any, unseen: Any) -> Any:
        """Refine the tokens' vectors.

        Args:
            x: [batch * length, width].
            real: float32 [batch * length, 1], 0 on padding, which the convolution must not see.
            unseen: float32 [batch, 1, 1, length], very low on padding, 0 elsewhere.

        Returns:
            [batch * length, width].
        """
        batch, _, _, length = ops.shape(unseen)
        before = ops.reshape(normed(x, real), (batch, length, x.shape[-1]))
        beside = shaped_as(self.convolution(before), x)
        x = x + self.dropout(self.convolution_output(beside))
        if self.attention is not None:
            x = x + self.dropout(self.attention(x, unseen))
        hidden = ops.square(self.feed_forward(normed(x)))
        return x + self.dropout(self.feed_forward_output(hidden))


class LeanSpanHeads(keras.layers.Layer):  # type: ignore[misc]
    """What `SpanHeads` does.

    The end's hidden layer reads a token, the probable start, and their product. As the start is
    the same for all tokens of a window, it is laid into the kernel: a third of the work.

    Args:
        width: Of the tokens' vectors.
    """

    def __init__(self, width: int, **kwargs: Any) -> None:
        # Logits are added up in float32 whatever the layers compute in.
        super().__init__(autocast=False, **kwargs)
        self.width = width
        self.start = Affine(1, name="start")
        self.end_hidden = Affine(width, name="end_hidden")
        self.end = Affine(1, name="end")

    def build(self) -> None:
        """Create the weights; rows of the hidden layer: token, start and their product."""
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
        kernel, constant = (
            ops.cast(ops.convert_to_tensor(weight), x.dtype)
            for weight in (self.end_hidden.kernel, self.end_hidden.bias)
        )
        of_token, of_start, of_product = ops.split(kernel, 3)
        start_logits = _scores(self.start(rows(x)), bias)
        soft_start = ops.cast(ops.softmax(start_logits, axis=-1), x.dtype)[:, None, :]
        at_start = ops.matmul(soft_start, x)
        kernel = of_token + ops.transpose(at_start, (0, 2, 1)) * of_product
        hidden = ops.matmul(x, kernel) + (ops.matmul(at_start, of_start) + constant)
        end_logits = _scores(self.end(rows(ops.relu(hidden))), bias)
        return start_logits, end_logits


def _scores(of_rows: Any, bias: Any) -> Any:
    """Return [batch * length, 1] as float32 logits [batch, length]."""
    return ops.cast(ops.reshape(of_rows, ops.shape(bias)), "float32") + bias


def branch_end(width: int, name: str) -> Affine:
    """Return the last product of a residual branch.

    Near zero, it leaves the residual stream alone until the branch has learned something.
    """
    return Affine(width, kernel_initializer=keras.initializers.RandomNormal(stddev=0.02), name=name)
