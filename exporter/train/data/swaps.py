"""Questions whose subject is exchanged for another, so that their passage answers them no more.

"부산시는 몇 대를 운영하는가?" asked of a text on Seoul: all but one word is there. A reader that is
only asked what its passages answer, or what nothing in them is like, says "120대" to that. SQuAD
2.0 calls it an entity swap (Rajpurkar et al. 2018, table 2). Made of token ids while batches are
put together, so that every reading of a question may swap something else. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exporter.train.data.examples import Examples, Ids

Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]
Key = tuple[int, ...]

# Rarer words are mostly names and numbers; commoner ones may be said in other words.
_LEAST_RARITY = 0.36
_CONTINUES, _NUMBER, _HANGUL, _LATIN, _PARTICLE = 0, 1, 4, 5, 13
_LONGEST = 6
# Of a question's names mostly the rarest is what it is about.
_RAREST = 0.6
_POOL = 60_000
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens of a question that name something; `stop` is after the last."""

    start: int
    stop: int
    rarity: float


@dataclass(frozen=True)
class Swaps:
    """Exchanges names of questions.

    Attributes:
        share: Of the questions that have an answer.
        rarity: float32 [vocabulary].
        canonical_ids: int32 [vocabulary], one number for a word and its continuation.
        token_types: float32 [vocabulary, 14], as `MatchReaderConfig` lists them.
        pool: Names of other questions, by what they look like.
    """

    share: float
    rarity: Float32
    canonical_ids: Int32
    token_types: Float32
    pool: dict[Key, list[Ids]]

    @classmethod
    def of(
        cls,
        share: float,
        rarity: Float32,
        canonical_ids: Int32,
        token_types: Float32,
        examples: Examples,
    ) -> Swaps:
        """Return swaps with the names of the examples' own questions."""
        made = cls(share, rarity, canonical_ids, token_types, {})
        rng = np.random.default_rng(0)
        chosen = rng.permutation(len(examples))[:_POOL]
        seen = set()
        for index in chosen:
            question = examples.question_at(int(index))
            for name in made.names(question):
                tokens = question[name.start : name.stop]
                if tokens.tobytes() not in seen:
                    seen.add(tokens.tobytes())
                    made.pool.setdefault(made._key(tokens), []).append(tokens)
        return made

    def names(self, question: Ids) -> Iterator[Name]:
        """Yield runs of rare words, without the particle at their end."""
        types = self.token_types[question]
        word = (types[:, _NUMBER] + types[:, _HANGUL] + types[:, _LATIN]) > 0
        begins = word & (types[:, _CONTINUES] == 0)
        inside = word & (types[:, _CONTINUES] == 1) & (types[:, _PARTICLE] == 0)
        rare = (self.rarity[question] > _LEAST_RARITY) | (types[:, _NUMBER] == 1)
        at = 0
        while at < len(question):
            if not (begins[at] and (rare[at] or (at + 1 < len(question) and inside[at + 1]))):
                at += 1
                continue
            stop = at + 1
            while stop < len(question) and stop - at < _LONGEST and inside[stop]:
                stop += 1
            run = self.rarity[question[at:stop]]
            if rare[at:stop].any():
                yield Name(at, stop, float(run.max()))
            at = stop

    def of_question(self, question: Ids, passage: Ids, rng: np.random.Generator) -> Ids | None:
        """Return the question with a name that the passage does not hold; None if there is no way.

        Args:
            question: One that the passage answers.
            passage: It holds the name that is exchanged, or it would not be missed.
            rng: Draws which name, and for which.
        """
        there = set(self.canonical_ids[passage].tolist())
        found = [
            name
            for name in self.names(question)
            if there.issuperset(self.canonical_ids[question[name.start : name.stop]].tolist())
        ]
        if not found:
            return None
        if rng.random() < _RAREST:
            name = max(found, key=lambda one: one.rarity)
        else:
            name = found[int(rng.integers(len(found)))]
        tokens = question[name.start : name.stop]
        others = self.pool.get(self._key(tokens), [])
        for _ in range(min(_TRIES, len(others))):
            other = others[int(rng.integers(len(others)))]
            telling = other[int(np.argmax(self.rarity[other]))]
            if int(self.canonical_ids[telling]) not in there:
                return np.concatenate([question[: name.start], other, question[name.stop :]])
        return None

    def _key(self, tokens: Ids) -> Key:
        """Return what a name must share with one that it stands for: script, length as a number."""
        types = self.token_types[tokens[0]]
        kind = int(np.argmax(types[[_NUMBER, _HANGUL, _LATIN]]))
        return (kind, len(tokens) if kind == 0 else min(len(tokens), 3))
