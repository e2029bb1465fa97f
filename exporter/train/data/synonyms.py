"""Synonym replacement: some words of a question become words near them (Wei and Zou 2019). Pure.

A question made from a sentence repeats it; people's do not. A reader that sees "서거" asked for
where the text says "사망" learns to look at meanings, too, and not only at what is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exporter.train.data.examples import Ids

Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]

# By eye, on vectors of cooccurrence.word_vectors: below, words are only of the same subject.
_NEAR = 0.6
_NEIGHBOURS = 4
# Rarer words are names, for which there is no other; commoner ones carry no meaning.
_RARITY = (0.15, 0.45)
_CONTINUES, _HANGUL, _LENGTH = 0, 4, 8
_TWO_SYLLABLES = 0.4
# What is asked for stands at a Korean question's end.
_KEPT_AT_END = 3


def near_words(
    embeddings: Float32, token_types: Float32, rarity: Float32, kept: Iterable[int]
) -> Int32:
    """Return, for each entry of a vocabulary, those that may stand for it.

    Args:
        embeddings: float32 [vocabulary, size].
        token_types: float32 [vocabulary, 14], as `MatchReaderConfig` lists them.
        rarity: float32 [vocabulary].
        kept: Entries that are never exchanged, such as question words.

    Returns:
        int32 [vocabulary, 4]; an entry's own index where there are fewer.
    """
    count = len(embeddings)
    near = np.tile(np.arange(count, dtype=np.int32)[:, None], (1, _NEIGHBOURS))
    common = (
        (token_types[:, _HANGUL] == 1)
        & (token_types[:, _CONTINUES] == 0)
        & (token_types[:, _LENGTH] >= _TWO_SYLLABLES)
        & (rarity > _RARITY[0])
        & (rarity < _RARITY[1])
    )
    common[list(kept)] = False
    words = np.flatnonzero(common).astype(np.int32)
    if len(words) <= _NEIGHBOURS:
        return near
    vectors = embeddings[words]
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    best = np.argsort(-likeness, axis=1, kind="stable")[:, :_NEIGHBOURS]
    alike = np.take_along_axis(likeness, best, axis=1) >= _NEAR
    near[words] = np.where(alike, words[best], words[:, None])
    return near


@dataclass(frozen=True, slots=True)
class SynonymReplacement:
    """Exchanges words of questions.

    Attributes:
        near: Of `near_words`.
        most: Up to which share of a question's words; each question draws its own.
    """

    near: Int32
    most: float

    def replaced(self, question: Ids, rng: np.random.Generator) -> Ids:
        """Return the question with words exchanged, of those that have others near them."""
        exchanged = rng.random(len(question)) < rng.uniform(0, self.most)
        exchanged[-_KEPT_AT_END:] = False
        drawn = self.near[question, rng.integers(self.near.shape[1], size=len(question))]
        return np.where(exchanged, drawn, question).astype(question.dtype)
