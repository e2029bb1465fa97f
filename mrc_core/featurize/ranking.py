"""Which windows of a long source are worth reading, and in which order. Pure."""

from __future__ import annotations

import bm25s
import numpy as np

from mrc_core.featurize.featurizer import Tokenized
from mrc_core.types import Float32


def rank_windows(tokenized: Tokenized, budget: int) -> tuple[list[int], Float32]:
    """At most `budget` windows, by BM25 (Robertson & Zaragoza 2009) over the reader's tokens.

    Returns:
        Indices into `tokenized.windows`, the most promising first, and the fit of each: float32
        [chosen], 0 for the best, and below by standard deviations over all windows. Windows of a
        low prior are chosen after others that fit as well.
    """
    count = len(tokenized.windows)
    if count < 2:
        return list(range(count)), np.zeros(count, np.float32)
    scores = _bm25(tokenized)
    fit = (scores - scores.max()) / (scores.std() + 1e-6)
    prior = np.array([window.prior for window in tokenized.windows], np.float32)
    chosen = np.argsort(-(fit + prior), kind="stable")[:budget]
    return chosen.tolist(), fit[chosen].astype(np.float32)


def _bm25(tokenized: Tokenized) -> Float32:
    """The score of every window, float32 [windows]."""
    # Only the question's tokens can score: the index's vocabulary is those, and one for others.
    asked = np.unique(tokenized.question)
    other = len(asked)
    columns = []
    for index in range(len(tokenized.windows)):
        ids = tokenized.window_ids(index)
        column = np.searchsorted(asked, ids)
        known = asked[np.minimum(column, other - 1)] == ids
        columns.append(np.where(known, column, other).tolist())
    vocabulary = {str(column): column for column in range(other + 1)}
    index_of_windows = bm25s.BM25()
    index_of_windows.index(
        bm25s.tokenization.Tokenized(ids=columns, vocab=vocabulary), show_progress=False
    )
    scores: Float32 = index_of_windows.get_scores_from_ids(np.arange(other))
    return scores
