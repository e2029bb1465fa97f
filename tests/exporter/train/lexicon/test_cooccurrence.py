from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.train.lexicon.cooccurrence import word_vectors

# Two ways of saying the same, in the same company; two other subjects; a full stop.
FOUNDED, SET_UP, BANK, TRUST, RIVER, SEA, FISH, STOP = range(8)


def corpus(repeats: int) -> tuple[np.ndarray, np.ndarray]:
    texts = [
        [FOUNDED, BANK, STOP, BANK, FOUNDED],
        [SET_UP, BANK, STOP, BANK, SET_UP],
        [FOUNDED, TRUST, STOP, TRUST, FOUNDED],
        [SET_UP, TRUST, STOP, TRUST, SET_UP],
        [RIVER, FISH, STOP, FISH, SEA],
        [SEA, FISH, STOP, FISH, RIVER],
    ] * repeats
    bounds = np.cumsum([0, *map(len, texts)])
    return np.array(list(chain.from_iterable(texts)), np.uint32), bounds


def test_words_in_the_same_company_have_like_vectors() -> None:
    telling = np.ones(8, np.bool_)
    telling[STOP] = False
    vectors = word_vectors(*corpus(500), telling, 3)
    assert vectors.shape == (8, 3)
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    assert unit[FOUNDED] @ unit[SET_UP] > 0.9
    assert unit[FOUNDED] @ unit[RIVER] < 0.3
    assert not vectors[STOP].any()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 19), max_size=12), max_size=8),
    st.integers(1, 40),
)
def test_any_corpus_gives_finite_vectors(texts: list[list[int]], size: int) -> None:
    tokens = np.array(list(chain.from_iterable(texts)), np.uint32)
    bounds = np.cumsum([0, *map(len, texts)])
    vectors = word_vectors(tokens, bounds, np.ones(20, np.bool_), size)
    assert vectors.shape == (20, min(size, 20))
    assert np.isfinite(vectors).all()
    unseen = np.setdiff1d(np.arange(20), tokens)
    assert not vectors[unseen].any()
