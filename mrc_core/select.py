"""Which windows of a long source are worth reading: lexical match to the question. Pure."""

from __future__ import annotations

import bm25s
import numpy as np

from mrc_core.featurize import Tokenized


def promising(tokenized: Tokenized, budget: int) -> list[int]:
    """At most `budget` windows, by BM25 (Robertson & Zaragoza 2009) over the reader's tokens.

    Returns:
        Indices into `tokenized.windows`, in reading order.
    """
    windows = tokenized.windows
    if len(windows) <= budget:
        return list(range(len(windows)))
    asked = set(tokenized.question.ids)
    # Only the question's tokens can score: keep the vocabulary of the index to those.
    columns = {token: column for column, token in enumerate(sorted(asked))}
    other = len(columns)
    ids = [[columns.get(token, other) for token in part.ids] for _, part in windows]
    vocabulary = {str(token): column for token, column in columns.items()} | {"": other}
    index = bm25s.BM25()
    index.index(bm25s.tokenization.Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
    scores = index.get_scores_from_ids(np.array(sorted(columns.values())))
    return sorted(np.argsort(-scores, kind="stable")[:budget].tolist())
