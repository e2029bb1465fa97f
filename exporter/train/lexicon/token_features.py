"""The tables of `MatchReader` that are not trained: what a vocabulary's entries look like.

With a vocabulary's tokenizer and vectors they make a lexicon, a folder from which a reader can be
trained from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from exporter.checkpoints.wordpiece import wordpiece_tokenizer
from exporter.train.lexicon.cooccurrence import word_vectors
from exporter.train.lexicon.vocabulary import CONTINUES, SPECIAL_TOKENS
from exporter.train.questions.corpus import is_english

Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]

_QUOTES = frozenset("\"'《》〈〉「」『』‘’“”")
_LONGEST = 5
# A continuation in Hangul that is in more texts than this says is a particle or an ending.
_FREQUENT = 0.35
_BATCH = 1000
# More than a network here embeds its entries in; it takes the first columns.
_VECTOR_SIZE = 256


@dataclass(frozen=True, slots=True)
class Tables:
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
        """The weights of `MatchReader` that they fill, by path."""
        return {
            "match/canonical_ids": self.canonical_ids,
            "match/rarity": self.rarity,
            "token_types/embeddings": self.token_types,
        }


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A tokenizer, the tables of its entries, and vectors for a network to begin with.

    Attributes:
        vectors: float32 [vocabulary, up to 256]; see `cooccurrence.word_vectors`.
    """

    tokenizer: Tokenizer
    tables: Tables
    vectors: Float32

    @classmethod
    def of(cls, entries: Sequence[str], corpus: Iterable[str], folder: Path) -> Lexicon:
        """Make `folder` of a vocabulary and texts of about a window's length.

        The texts say how rare the entries are, and which are alike.
        """
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocab.txt").write_text("\n".join(entries) + "\n", "utf-8")
        tokenizer = wordpiece_tokenizer(folder / "vocab.txt")
        tokens, bounds, english = _tokens(tokenizer, corpus)
        counted = [
            Frequencies.of(tokens, bounds, texts, len(entries)) for texts in (~english, english)
        ]
        made = tables(entries, counted)
        vectors = word_vectors(tokens, bounds, made.rarity > 0, _VECTOR_SIZE)
        np.savez_compressed(
            folder / "tables.npz",
            canonical_ids=made.canonical_ids,
            rarity=made.rarity,
            token_types=made.token_types,
            vectors=vectors.astype(np.float16),
        )
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Read what `of` made."""
        with np.load(folder / "tables.npz") as arrays:
            read = Tables(arrays["canonical_ids"], arrays["rarity"], arrays["token_types"])
            vectors = arrays["vectors"].astype(np.float32)
        return cls(wordpiece_tokenizer(folder / "vocab.txt"), read, vectors)


def _tokens(
    tokenizer: Tokenizer, corpus: Iterable[str]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """All texts' tokens; where each text starts, and the end; which of them are English."""
    parts: list[npt.NDArray[np.uint32]] = []
    english: list[bool] = []
    texts = iter(corpus)
    while batch := list(islice(texts, _BATCH)):
        encodings = tokenizer.encode_batch(batch, add_special_tokens=False)
        parts += [np.array(encoding.ids, np.uint32) for encoding in encodings]
        english += map(is_english, batch)
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)])
    tokens = np.concatenate([np.zeros(0, np.uint32), *parts])
    return tokens, bounds.astype(np.int64), np.array(english, bool)


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
        """From 0, in every text, to 1: float32 [vocabulary]; a word counts in all its forms."""
        together = np.zeros(len(canonical), np.float64)
        np.add.at(together, canonical, self.occurrences)
        inverse = np.log((self.texts + 1) / (together[canonical] + 1))
        rarity: Float32 = np.clip(inverse / max(inverse.max(), 1e-6), 0, 1).astype(np.float32)
        return rarity


def tables(entries: Sequence[str], languages: Sequence[Frequencies]) -> Tables:
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
            _types(word, continues=entry != word, rarity=float(value))
            for entry, word, value in zip(entries, words, rarity, strict=True)
        ],
        np.float32,
    )
    is_word = [word[:1].isalnum() and word not in SPECIAL_TOKENS for word in words]
    return Tables(canonical, np.where(is_word, rarity, np.float32(0)), types)


def _types(word: str, *, continues: bool, rarity: float) -> list[float]:
    """The columns that `MatchReaderConfig.token_types` lists."""
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
