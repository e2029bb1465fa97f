"""Forms of common operations that TensorFlow's graph optimizer fuses with a product.

It knows a product's bias by the operation `BiasAdd` alone, adds a residual in the same kernel only
where it infers both shapes to be the same, and takes scale and mask into the product of queries and
keys only where it sees that the mask is [batch, 1, ...]. What other backends of Keras compile
themselves, they get in the plain form.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

# Added to the scores of padding.
_NOT_SEEN = -1e9


def biased(x: Any, bias: Any) -> Any:
    """Add a bias [n] to [..., n]."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.nn.bias_add(x, bias)
    return x + bias


def shaped_as(x: Any, other: Any) -> Any:
    """Give `x` the shape of `other`, and let TensorFlow see that they are the same."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.reshape(x, tf.shape(other))
    return ops.reshape(x, ops.shape(other))


def unseen(mask: Any) -> Any:
    """Return what is added to the scores of attention.

    Args:
        mask: int32 [batch, length], 1 on tokens, 0 on padding.

    Returns:
        float32 [batch, 1, 1, length], very low on padding, 0 elsewhere.
    """
    batch, length = ops.shape(mask)
    return ops.reshape(ops.cast(1 - mask, "float32") * _NOT_SEEN, (batch, 1, 1, length))


def attention_weights(query: Any, key: Any, scale: float, unseen: Any) -> Any:
    """Return what each token attends to (Vaswani et al. 2017, section 3.2.1).

    Args:
        query: [batch, heads, length, size].
        key: [batch, heads, length, size].
        scale: Of the scores.
        unseen: float32 [batch, 1, 1, length], added to them.

    Returns:
        [batch, heads, length, length], of the queries' type; the softmax is in float32.
    """
    scores = ops.cast(ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))), "float32")
    return ops.cast(ops.softmax(scores * scale + unseen, axis=-1), query.dtype)
