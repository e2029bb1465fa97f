"""Which windows of a long source are worth reading, and in which order. Pure."""

from __future__ import annotations

import numpy as np

from mrc_core.featurize.featurizer import Tokenized
from mrc_core.featurize.retrieval import retrieval_scores
from mrc_core.types import Float32


def rank_windows(tokenized: Tokenized, budget: int) -> tuple[list[int], Float32]:
    """Return the windows worth reading, the likeliest first, by BM25 over the reader's tokens.

    Args:
        tokenized: The question and the windows of its passages.
        budget: Most windows to return.

    Returns:
        Indices into `tokenized.windows`, and the retrieval score of each: float32 [chosen], 0 for
        the best, and below by standard deviations over all windows. Windows of a low prior come
        after others that score as high.
    """
    count = len(tokenized.windows)
    if count < 2:
        return list(range(count)), np.zeros(count, np.float32)
    windows = [tokenized.window_ids(index) for index in range(count)]
    scores = retrieval_scores(tokenized.question, windows)
    prior = np.array([window.prior for window in tokenized.windows], np.float32)
    chosen = np.argsort(-(scores + prior), kind="stable")[:budget]
    return chosen.tolist(), scores[chosen]
