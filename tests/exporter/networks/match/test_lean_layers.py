from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import ops

from exporter.networks.match.lean_layers import LeanSpanHeads, Neighbours, normed
from exporter.networks.match.reader import MatchReader
from tests.exporter.networks.match.test_reader import LONG, RIVER, SEOUL, SMALL, STOP, _window

LEAN = replace(SMALL, lean=True)


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((2, 9, 10)).astype(np.float32)


def test_a_norm_is_a_root_mean_square(vectors: np.ndarray) -> None:
    made = ops.convert_to_numpy(normed(ops.convert_to_tensor(vectors)))
    np.testing.assert_allclose(np.sqrt((made**2).mean(axis=-1)), 1.0, atol=1e-4)


def test_a_convolution_is_keras_own(vectors: np.ndarray) -> None:
    layer = Neighbours(5)
    layer.build(vectors.shape)
    other = keras.layers.DepthwiseConv1D(5, padding="same")
    other.build(vectors.shape)
    other.set_weights([ops.convert_to_numpy(layer.taps), np.ones(10, np.float32)])
    layer.bias.assign(np.ones(10, np.float32))
    np.testing.assert_allclose(layer(vectors), other(vectors), atol=1e-5)


def test_the_end_reads_token_start_and_product(vectors: np.ndarray) -> None:
    heads = LeanSpanHeads(10)
    bias = np.zeros((2, 9), np.float32)
    start, end = (ops.convert_to_numpy(logits) for logits in heads(vectors, bias))
    at_start = (np.exp(start) / np.exp(start).sum(axis=1, keepdims=True))[:, None] @ vectors
    beside = np.broadcast_to(at_start, vectors.shape)
    read = np.concatenate([vectors, beside, vectors * beside], axis=-1)
    hidden = np.maximum(read @ ops.convert_to_numpy(heads.end_hidden.kernel), 0)
    expected = (hidden @ ops.convert_to_numpy(heads.end.kernel))[..., 0]
    np.testing.assert_allclose(end, expected, atol=1e-4)


def test_padding_changes_nothing() -> None:
    keras.utils.set_random_seed(0)
    model = MatchReader(LEAN)
    model.match.rarity.assign([0, 0, 0, 0, 0, 1, 1, 0.5, 0.01, 1])
    ids, mask, segments = _window([SEOUL], [SEOUL, RIVER, LONG, STOP] * 3)
    names = ("input_ids", "input_mask", "segment_ids")
    outputs = model(dict(zip(names, (ids, mask, segments), strict=True)))
    padded = (np.pad(values, ((0, 0), (0, 5))) for values in (ids, mask, segments))
    longer = model(dict(zip(names, padded, strict=True)))
    for name in ("start_logits", "end_logits"):
        seen = np.flatnonzero(segments[0])[:-1]
        np.testing.assert_allclose(
            ops.convert_to_numpy(longer[name])[0, seen],
            ops.convert_to_numpy(outputs[name])[0, seen],
            atol=1e-4,
        )


def test_words_are_told_in_training_only() -> None:
    model = MatchReader(LEAN)
    ids, mask, segments = _window([SEOUL], [SEOUL, RIVER, LONG, STOP])
    inputs = {"input_ids": ids, "input_mask": mask, "segment_ids": segments}
    assert "words" not in model(inputs)
    assert model(inputs, training=True)["words"].shape == (*ids.shape, LEAN.embedding_size)
