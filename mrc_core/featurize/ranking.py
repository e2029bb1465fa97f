"""Which windows of a long source are worth reading, in which order, and when to stop. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import bm25s
import numpy as np

from mrc_core.featurize.featurizer import Tokenized
from mrc_core.types import Answer, Float32, State

# Windows of the first round; each further round reads as many as all before it. Asked of their
# whole articles (27 windows at the mean), KorQuAD's questions lose nothing against reading all of
# them: F1 68.9 after 5.0 windows, and 68.7 after 3.7 with a first round of two. See
# docs/long-pages.md.
_FIRST_ROUND = 3


def promising(tokenized: Tokenized, budget: int) -> tuple[list[int], Float32]:
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


def rounds(count: int) -> Iterator[tuple[int, int]]:
    """The windows of each round, first and last (exclusive), of `count` that may be read."""
    start, stop = 0, _FIRST_ROUND
    while start < count:
        yield start, min(stop, count)
        start, stop = stop, 2 * stop


def settled(state: State, best: Answer | None, before: Answer | None) -> bool:
    """Whether reading more would hardly ever change the answer.

    It is "found", more likely right than wrong; or it is what it was before the last round, though
    that doubled what was read. An absent one is looked for as far as the budget goes.

    Args:
        state: After the last round.
        best: The best answer after it.
        before: The best answer before it; None in the first round.
    """
    if state == "absent" or best is None:
        return False
    return state == "found" or (before is not None and before.text == best.text)


def _bm25(tokenized: Tokenized) -> Float32:
    """The score of every window, float32 [windows]."""
    # Only the question's tokens can score: the index's vocabulary is those, and one for others.
    asked = np.unique(tokenized.question.ids)
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
