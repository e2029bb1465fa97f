"""What a vocabulary's entries look like: the tables of `MatchReader` that are not trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exporter.train.lexicon.vocabulary import CONTINUES, SPECIAL_TOKENS

Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]

_QUOTES = frozenset("\"'《》〈〉「」『』‘’“”")
_LONGEST = 5
# A continuation in Hangul that is in more texts than this says is a particle or an ending.
_FREQUENT = 0.35


@dataclass(frozen=True, slots=True)
class TokenFeatures:
    """One row for each of a vocabulary's entries; see `MatchFeatures` and `MatchReaderConfig`.

    Attributes:
        canonical_ids: int32 [vocabulary].
        rarity: float32 [vocabulary].
        token_types: float32 [vocabulary, 14].
    """

    canonical_ids: Int32
    rarity: Float32
    token_types: Float32

    def by_weight(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the weights of `MatchReader` that they fill, by path."""
        return {
            "match/canonical_ids": self.canonical_ids,
            "match/rarity": self.rarity,
            "token_types/embeddings": self.token_types,
        }


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Of a vocabulary's entries in the texts of one language.

    Attributes:
        occurrences: int64 [vocabulary], in how many texts each entry occurs.
        texts: How many there are.
    """

    occurrences: npt.NDArray[np.int64]
    texts: int

    @classmethod
    def of(
        cls,
        tokens: npt.NDArray[np.uint32],
        bounds: npt.NDArray[np.int64],
        chosen: npt.NDArray[np.bool_],
        size: int,
    ) -> Frequencies:
        """Count the entries of a vocabulary of `size` in the chosen texts."""
        occurrences = np.zeros(size, np.int64)
        for text in np.flatnonzero(chosen):
            occurrences[np.unique(tokens[bounds[text] : bounds[text + 1]])] += 1
        return cls(occurrences, int(chosen.sum()))

    def rarity(self, canonical: Int32) -> Float32:
        """Return 0, in every text, to 1: float32 [vocabulary]; a word counts in all its forms."""
        together = np.zeros(len(canonical), np.float64)
        np.add.at(together, canonical, self.occurrences)
        inverse = np.log((self.texts + 1) / (together[canonical] + 1))
        rarity: Float32 = np.clip(inverse / max(inverse.max(), 1e-6), 0, 1).astype(np.float32)
        return rarity


def token_features(entries: Sequence[str], languages: Sequence[Frequencies]) -> TokenFeatures:
    """Describe a vocabulary.

    Args:
        entries: The vocabulary, "##" before what continues a word.
        languages: An entry is as rare as it is in the language that it is least rare in: "the" is
            rare in Korean.
    """
    words = [entry.removeprefix(CONTINUES) for entry in entries]
    first: dict[str, int] = {}
    canonical = np.array([first.setdefault(word, row) for row, word in enumerate(words)], np.int32)
    spoken = [language.rarity(canonical) for language in languages if language.texts]
    rarity = np.min([np.ones(len(entries), np.float32), *spoken], axis=0)
    types = np.array(
        [
            _token_types(word, continues=entry != word, rarity=float(value))
            for entry, word, value in zip(entries, words, rarity, strict=True)
        ],
        np.float32,
    )
    is_word = [word[:1].isalnum() and word not in SPECIAL_TOKENS for word in words]
    return TokenFeatures(canonical, np.where(is_word, rarity, np.float32(0)), types)


def _token_types(word: str, *, continues: bool, rarity: float) -> list[float]:
    """Return the columns that `MatchReaderConfig.token_types` lists."""
    number = word.isdecimal()
    hangul = all("가" <= character <= "힣" for character in word)
    return [
        continues,
        number,
        number and len(word) == 4,
        number and len(word) <= 2,
        hangul,
        word.isascii() and word.isalpha(),
        any("\u3400" <= character <= "\u9fff" for character in word),
        not word[:1].isalnum(),
        min(len(word), _LONGEST) / _LONGEST,
        rarity,
        word in (".", "?", "!"),
        word in _QUOTES,
        word in ("(", ")"),
        hangul and continues and rarity < _FREQUENT,
    ]
