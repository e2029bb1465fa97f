"""How well stretches of a text fit a question: BM25 (Robertson & Zaragoza 2009). Pure NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mrc_core.types import Float32

# How soon more of the same term counts for nothing; the value of most search engines.
_K1 = 1.5

Terms = npt.NDArray[np.integer[Any]]


def retrieval_scores(question: Terms, texts: Sequence[Terms], b: float = 0.75) -> Float32:
    """Return the BM25 scores of `texts` on a scale that does not depend on the question.

    Args:
        question: Terms of the question, as numbers.
        texts: Terms of each text; at least one text.
        b: How much the length of a text counts; see `bm25`.

    Returns:
        float32 [texts]: 0 for the best, and below 0 by standard deviations over all texts.
    """
    scores = bm25(question, texts, b)
    relative: Float32 = ((scores - scores.max()) / (scores.std() + 1e-6)).astype(np.float32)
    return relative


def bm25(question: Terms, texts: Sequence[Terms], b: float = 0.75) -> npt.NDArray[np.float64]:
    """Return the BM25 score of each text, by the paper's weights and Lucene's idf.

    Each different term t of the question adds, for a text of f times t and length l,

        log(1 + (n - n_t + 0.5) / (n_t + 0.5)) * f / (f + k1 * (1 - b + b * l / mean length))

    where n_t of the n texts hold t. Lucene's 1 within the logarithm keeps frequent terms from
    counting against a text.

    Args:
        question: Terms of the question, as numbers; repeated ones count once.
        texts: Terms of each text; at least one text.
        b: How much the length of a text counts, from 0 (not at all) to below 1.

    Returns:
        float64 [texts].
    """
    terms = np.unique(question)
    lengths = np.array([len(text) for text in texts])
    every = np.concatenate(texts)
    asked = np.isin(every, terms)
    row = np.repeat(np.arange(len(texts)), lengths)[asked]
    cell = row * len(terms) + np.searchsorted(terms, every[asked])
    shape = (len(texts), len(terms))
    frequency = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    holding = np.count_nonzero(frequency, axis=0)
    idf = np.log1p((len(texts) - holding + 0.5) / (holding + 0.5))
    length = lengths / (lengths.mean() or 1.0)
    saturation = frequency / (frequency + _K1 * (1 - b + b * length)[:, None])
    scores: npt.NDArray[np.float64] = saturation @ idf
    return scores
