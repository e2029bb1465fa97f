"""Logits -> the best spans of each window. Pure NumPy.

A span's score is its start logit + end logit, as in BERT's SQuAD decoding (Devlin et al. 2019,
section 4.2).
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mrc_core.types import NO_SPAN, Bool, Float32, WindowSpans


def top_spans(
    start_logits: Float32, end_logits: Float32, answerable: Bool, max_answer_length: int, k: int
) -> WindowSpans:
    """Return the k best spans of each window, equal to the signature `spans`.

    Args:
        start_logits: float32 [n, L].
        end_logits: float32 [n, L].
        answerable: bool [n, L], where a span may start and end.
        max_answer_length: Longest span, in tokens.
        k: Spans kept of each window; ties go to the earlier start, then the shorter span.

    Returns:
        start, end, score [n, k] and null_score [n]; rows of `NO_SPAN` and zeros where a window
        has fewer spans. Scores that are not finite count as no span.
    """
    n = len(start_logits)
    starts = np.where(answerable & np.isfinite(start_logits), start_logits, NO_SPAN)
    ends = np.where(answerable & np.isfinite(end_logits), end_logits, NO_SPAN)
    # Only the band end - start < max_answer_length, not the whole [L, L] square.
    padded = np.pad(ends, ((0, 0), (0, max_answer_length - 1)), constant_values=NO_SPAN)
    band = sliding_window_view(padded, max_answer_length, axis=1)
    scores = (starts[:, :, None] + band).reshape(n, -1)
    scores[scores <= NO_SPAN / 2] = NO_SPAN
    k_there = min(k, scores.shape[1])
    least = -np.partition(-scores, k_there - 1, axis=1)[:, k_there - 1]
    with np.errstate(invalid="ignore"):  # inf - inf is as little a score as NaN
        null_score = (start_logits[:, 0] + end_logits[:, 0]).astype(np.float32)
    spans = WindowSpans(
        np.zeros((n, k), np.int32),
        np.zeros((n, k), np.int32),
        np.full((n, k), NO_SPAN, np.float32),
        null_score,
    )
    for row in range(n):
        among = np.flatnonzero((scores[row] >= least[row]) & (scores[row] > NO_SPAN))
        best = among[np.argsort(-scores[row, among], kind="stable")][:k]
        start, extra = np.divmod(best, max_answer_length)
        spans.start[row, : len(best)] = start
        spans.end[row, : len(best)] = start + extra
        spans.score[row, : len(best)] = scores[row, best]
    return spans
