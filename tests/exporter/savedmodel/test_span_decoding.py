"""In the graph and in NumPy, the same spans."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from exporter.savedmodel import span_decoding as in_graph
from mrc_core.decode import spans as in_numpy

# Few values, so that ties are the rule.
_TIED = st.sampled_from([-1.0, 0.0, 0.5, 2.0, -1e4])
# Nothing near zero: TensorFlow rounds subnormal numbers to it.
_NUMBER = st.floats(-(2.0**20), 2.0**20, width=32).map(lambda x: x if abs(x) > 1e-3 else 0.0)
_ANY = _NUMBER | st.sampled_from([np.nan, np.inf, -np.inf])


@cache
def _decoder(max_answer_length: int, k: int) -> Any:
    logits = tf.TensorSpec([None, None], tf.float32)
    return tf.function(
        lambda start, end, answerable: in_graph.top_spans(
            start, end, answerable, max_answer_length, k
        ),
        input_signature=[logits, logits, tf.TensorSpec([None, None], tf.bool)],
    )


@st.composite
def _logits(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = draw(st.tuples(st.integers(1, 3), st.integers(1, 40)))
    values = draw(st.sampled_from([_TIED, _ANY]))
    start, end = (draw(arrays.arrays(np.float32, shape, elements=values)) for _ in range(2))
    return start, end, draw(arrays.arrays(np.bool_, shape))


@pytest.mark.parametrize(("max_answer_length", "k"), [(30, 20), (4, 5), (1, 1), (2, 90)])
@given(logits=_logits())
def test_the_graph_decodes_as_numpy_does(
    max_answer_length: int, k: int, logits: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> None:
    with np.errstate(invalid="ignore"):
        expected = in_numpy.top_spans(*logits, max_answer_length, k)
    spans = _decoder(max_answer_length, k)(*map(tf.constant, logits))
    for name in ("start", "end", "score", "null_score"):
        np.testing.assert_array_equal(spans[name].numpy(), getattr(expected, name), name)
