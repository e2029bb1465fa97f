from __future__ import annotations

import numpy as np
from keras import ops

from exporter.networks.fusing import attention_weights, biased, shaped_as, unseen


def test_tokens_attend_to_tokens_alone_by_scaled_products() -> None:
    random = np.random.default_rng(0)
    query, key = (random.standard_normal((2, 3, 5, 4)).astype(np.float32) for _ in range(2))
    mask = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], np.int32)
    weights = ops.convert_to_numpy(attention_weights(query, key, 0.5, unseen(mask)))
    powers = np.exp(query @ key.swapaxes(2, 3) * 0.5) * mask[:, None, None, :]
    expected = powers / powers.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(weights, expected, atol=1e-6)


def test_a_bias_and_a_shape_are_what_they_are_elsewhere() -> None:
    x = np.arange(6, dtype=np.float32).reshape(3, 2)
    bias = np.array([1.0, -1.0], np.float32)
    np.testing.assert_array_equal(ops.convert_to_numpy(biased(x, bias)), x + bias)
    shaped = ops.convert_to_numpy(shaped_as(x.reshape(1, 3, 2), x))
    np.testing.assert_array_equal(shaped, x)
