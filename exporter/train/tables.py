"""The tables of `MatchReader` that are not trained: what a vocabulary's entries look like.

With a vocabulary's tokenizer and vectors they make a lexicon, a folder from which a reader can be
trained from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from exporter.train.cooccurrence import word_vectors
from exporter.train.vocabulary import CONTINUES, SPECIAL_TOKENS
from exporter.wordpiece import wordpiece_tokenizer

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
        tokens, bounds = _tokens(tokenizer, corpus)
        frequencies = document_frequencies(tokens, bounds, len(entries))
        made = tables(entries, frequencies, len(bounds) - 1)
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
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """All texts' tokens, one text after the other, and where each starts, and the end."""
    parts: list[npt.NDArray[np.uint32]] = []
    texts = iter(corpus)
    while batch := list(islice(texts, _BATCH)):
        encodings = tokenizer.encode_batch(batch, add_special_tokens=False)
        parts += [np.array(encoding.ids, np.uint32) for encoding in encodings]
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)])
    return np.concatenate([np.zeros(0, np.uint32), *parts]), bounds.astype(np.int64)


def document_frequencies(
    tokens: npt.NDArray[np.uint32], bounds: npt.NDArray[np.int64], size: int
) -> npt.NDArray[np.int64]:
    """In how many texts each entry occurs, int64 [vocabulary]."""
    frequencies = np.zeros(size, np.int64)
    for first, end in pairwise(bounds):
        frequencies[np.unique(tokens[first:end])] += 1
    return frequencies


def tables(entries: Sequence[str], frequencies: npt.NDArray[np.int64], texts: int) -> Tables:
    """Describe a vocabulary.

    Args:
        entries: The vocabulary, "##" before what continues a word.
        frequencies: int64 [vocabulary], in how many texts an entry occurs.
        texts: How many texts were looked at.
    """
    words = [entry.removeprefix(CONTINUES) for entry in entries]
    first: dict[str, int] = {}
    canonical = np.array([first.setdefault(word, row) for row, word in enumerate(words)], np.int32)
    # A word is as frequent as all its forms together.
    together = np.zeros(len(entries), np.float64)
    np.add.at(together, canonical, frequencies)
    inverse = np.log((texts + 1) / (together[canonical] + 1))
    rarity = np.clip(inverse / max(inverse.max(), 1e-6), 0, 1).astype(np.float32)
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
