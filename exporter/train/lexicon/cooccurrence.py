"""What words mean, by the company they keep: vectors of a vocabulary from a corpus. Pure NumPy.

Pointwise mutual information of words that stand near each other, factorised: what word2vec does
implicitly (Levy and Goldberg 2014), with its subsampling of frequent words and the smoothing of
Levy et al. 2015. On one core it takes a minute or two for ten million tokens, and saves a network
of learning from questions alone that "설립" and "창립" are alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Integers = npt.NDArray[np.integer[Any]]

# Tokens to either side that count as near; the next one counts in full, the last one a sixth.
_REACH = 6
# A token more frequent than this is looked at the less often the more frequent it is.
_FREQUENT = 1e-4
_SMOOTHING = 0.75
_CHUNK = 2_000_000
_OVERSAMPLING, _ITERATIONS = 20, 4
_SEED = 0


def word_vectors(
    tokens: Integers, bounds: Integers, telling: npt.NDArray[np.bool_], size: int
) -> Float32:
    """Return vectors that are close where tokens keep the same company.

    Takes 4 bytes a pair of entries: 1 GB for a vocabulary of 16,000.

    Args:
        tokens: [all tokens], one text after the other.
        bounds: [texts + 1], where each text starts, and the end.
        telling: bool [vocabulary], False on entries that say nothing, like punctuation.
        size: Columns wanted.

    Returns:
        float32 [vocabulary, min(size, vocabulary)], the most telling columns first, so that the
        first n are the best n; rows of zeros for entries that do not occur.
    """
    matrix = _positive_pmi(_counts(tokens, bounds, telling))
    return _factors(matrix, min(size, len(matrix)))


def _counts(tokens: Integers, bounds: Integers, telling: npt.NDArray[np.bool_]) -> Float32:
    """Return how often two tokens stand near each other, float32 [vocabulary, vocabulary]."""
    rng = np.random.default_rng(_SEED)
    size = len(telling)
    frequency = np.bincount(tokens, minlength=size) / max(len(tokens), 1)
    looked_at = np.minimum(1.0, np.sqrt(_FREQUENT / np.maximum(frequency, 1e-12))) * telling
    counts = np.zeros((size, size), np.float32)
    flat = counts.reshape(-1)
    texts = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    for first in range(0, len(tokens), _CHUNK):
        part = slice(first, first + _CHUNK)
        kept = rng.random(len(tokens[part])) < looked_at[tokens[part]]
        ids, text = tokens[part][kept].astype(np.int64), texts[part][kept]
        for distance in range(1, _REACH + 1):
            same = text[distance:] == text[:-distance]
            one, other = ids[:-distance][same], ids[distance:][same]
            pairs = np.concatenate([one * size + other, other * size + one])
            there, times = np.unique(pairs, return_counts=True)
            flat[there] += times * np.float32((_REACH + 1 - distance) / _REACH)
    return counts


def _positive_pmi(counts: Float32) -> Float32:
    """Turn counts into positive pointwise mutual information, in place."""
    of_word = counts.sum(axis=1)
    of_company = of_word**_SMOOTHING
    of_company /= max(of_company.sum(), 1e-9)
    for row in np.flatnonzero(of_word):
        near = np.flatnonzero(counts[row])
        information = np.log(counts[row, near] / (of_word[row] * of_company[near]))
        counts[row, near] = np.maximum(information, 0.0)
    return counts


def _factors(matrix: Float32, size: int) -> Float32:
    """Left singular vectors times the roots of their values (Halko et al. 2011, randomised)."""
    rng = np.random.default_rng(_SEED)
    width = min(size + _OVERSAMPLING, len(matrix))
    basis = rng.standard_normal((len(matrix), width)).astype(np.float32)
    for _ in range(_ITERATIONS):
        # Smoothing made the matrix unsymmetric.
        basis, _ = np.linalg.qr(matrix @ (matrix.T @ basis))
    left, values, _ = np.linalg.svd(basis.T @ matrix, full_matrices=False)
    factors: Float32 = ((basis @ left[:, :size]) * np.sqrt(values[:size])).astype(np.float32)
    factors[~matrix.any(axis=1)] = 0.0  # exactly: what rounding leaves there has a direction
    return factors
