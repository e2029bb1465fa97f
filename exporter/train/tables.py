"""The tables of `MatchReader` that are not trained: what a vocabulary's entries look like.

With a vocabulary's tokenizer they make a lexicon, a folder from which a reader can be trained
from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from exporter.train.vocabulary import CONTINUES, SPECIAL_TOKENS
from exporter.wordpiece import wordpiece_tokenizer

Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]

_QUOTES = frozenset("\"'《》〈〉「」『』‘’“”")
_LONGEST = 5
# A continuation in Hangul that is in more texts than this says is a particle or an ending.
_FREQUENT = 0.35
_BATCH = 1000


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
    """A tokenizer and the tables of its entries."""

    tokenizer: Tokenizer
    tables: Tables

    @classmethod
    def of(cls, entries: Sequence[str], corpus: Iterable[str], folder: Path) -> Lexicon:
        """Make `folder` of a vocabulary and the texts that say how rare its entries are."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocab.txt").write_text("\n".join(entries) + "\n", "utf-8")
        tokenizer = wordpiece_tokenizer(folder / "vocab.txt")
        frequencies, texts = document_frequencies(tokenizer, corpus)
        made = tables(entries, frequencies, texts)
        np.savez_compressed(
            folder / "tables.npz",
            canonical_ids=made.canonical_ids,
            rarity=made.rarity,
            token_types=made.token_types,
        )
        return cls(tokenizer, made)

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Read what `of` made."""
        with np.load(folder / "tables.npz") as arrays:
            read = Tables(arrays["canonical_ids"], arrays["rarity"], arrays["token_types"])
        return cls(wordpiece_tokenizer(folder / "vocab.txt"), read)


def document_frequencies(
    tokenizer: Tokenizer, corpus: Iterable[str]
) -> tuple[npt.NDArray[np.int64], int]:
    """In how many texts each entry occurs, int64 [vocabulary], and how many texts there are."""
    frequencies = np.zeros(tokenizer.get_vocab_size(), np.int64)
    texts = 0
    batch: list[str] = []

    def count() -> None:
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            frequencies[np.unique(encoding.ids)] += 1

    for text in corpus:
        batch.append(text)
        texts += 1
        if len(batch) == _BATCH:
            count()
            batch.clear()
    if batch:
        count()
    return frequencies, texts


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
