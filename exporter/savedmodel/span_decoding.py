"""Logits -> the best spans of each window, in the TensorFlow graph.

The twin of `mrc_core.decode.spans.top_spans`, equal to it to the last bit: whichever of the
model's signatures a client calls, the same spans come out.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from mrc_core.types import NO_SPAN

_NO_SPAN = float(NO_SPAN)


def top_spans(
    start_logits: Any, end_logits: Any, answerable: Any, max_answer_length: int, k: int
) -> dict[str, Any]:
    """Return the k best spans of each window.

    Args:
        start_logits: float32 [batch, length].
        end_logits: float32 [batch, length].
        answerable: bool [batch, length], where a span may start and end.
        max_answer_length: Longest span, in tokens.
        k: Spans kept of each window; ties go to the earlier start, then the shorter span.

    Returns:
        `start` and `end` int32 [batch, k], `score` float32 [batch, k], `null_score` float32
        [batch]; rows of `NO_SPAN` and zeros where a window has fewer spans. Logits that are not
        finite count as no span.
    """
    starts = tf.where(answerable & tf.math.is_finite(start_logits), start_logits, _NO_SPAN)
    ends = tf.where(answerable & tf.math.is_finite(end_logits), end_logits, _NO_SPAN)
    length = tf.shape(ends)[1]
    # Only the band end - start < max_answer_length, not the whole [length, length] square.
    padded = tf.pad(ends, [[0, 0], [0, max_answer_length - 1]], constant_values=_NO_SPAN)
    in_band = tf.range(length)[:, None] + tf.range(max_answer_length)[None, :]
    band = starts[:, :, None] + tf.gather(padded, in_band, axis=1)
    scores = tf.reshape(band, [-1, length * max_answer_length])
    scores = tf.where(scores > _NO_SPAN / 2, scores, _NO_SPAN)
    # top_k wants at least k columns. It prefers the lower index among equals.
    scores = tf.pad(scores, [[0, 0], [0, k]], constant_values=_NO_SPAN)
    score, index = tf.math.top_k(scores, k)
    index = tf.where(score > _NO_SPAN, index, 0)
    start = index // max_answer_length
    return {
        "start": start,
        "end": start + index % max_answer_length,
        "score": score,
        "null_score": start_logits[:, 0] + end_logits[:, 0],
    }
