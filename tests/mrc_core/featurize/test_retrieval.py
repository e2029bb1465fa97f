from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc_core.featurize.retrieval import bm25, retrieval_scores

K1 = 1.5
_terms = st.lists(st.integers(0, 12), max_size=40)


def _naive(question: list[int], texts: list[list[int]], b: float) -> list[float]:
    """The formula, term by term and text by text."""
    mean = sum(map(len, texts)) / len(texts)
    scores = []
    for text in texts:
        score = 0.0
        for term in set(question):
            holding = sum(term in other for other in texts)
            if times := text.count(term):
                idf = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
                score += idf * times / (times + K1 * (1 - b + b * len(text) / mean))
        scores.append(score)
    return scores


def _arrays(*texts: list[int]) -> list[np.ndarray]:
    return [np.array(text, np.int64) for text in texts]


@given(_terms, st.lists(_terms, min_size=1, max_size=8), st.sampled_from([0.0, 0.75, 0.9]))
def test_scores_are_those_of_the_formula(
    question: list[int], texts: list[list[int]], b: float
) -> None:
    scores = bm25(*_arrays(question), _arrays(*texts), b)
    assert scores == pytest.approx(_naive(question, texts, b), abs=1e-9)


def test_a_rare_term_counts_more_than_a_frequent_one() -> None:
    texts = _arrays([1, 3, 3], [1, 4, 4], [2, 5, 5])
    scores = bm25(np.array([1, 2]), texts)
    assert scores[2] > scores[0] == scores[1] > 0


def test_retrieval_scores_are_below_that_of_the_best_text() -> None:
    scores = retrieval_scores(np.array([1, 2]), _arrays([1, 2], [1, 3], [3, 3]))
    assert scores[0] == 0
    assert scores[1] < 0
    assert scores[2] < scores[1]
    assert not retrieval_scores(np.array([9]), _arrays([1], [2])).any()
