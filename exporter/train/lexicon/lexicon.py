"""A lexicon: the folder of a vocabulary, from which a reader can be trained from nothing."""

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
from exporter.train.lexicon.token_features import Frequencies, TokenFeatures, token_features
from exporter.train.questions.corpus import is_english

Float32 = npt.NDArray[np.float32]

_BATCH = 1000
# More than a network here embeds its entries in; it takes the first columns.
_VECTOR_SIZE = 256


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A tokenizer, the features of its entries, and vectors for a network to begin with.

    Attributes:
        vectors: float32 [vocabulary, up to 256]; see `cooccurrence.word_vectors`.
    """

    tokenizer: Tokenizer
    features: TokenFeatures
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
        made = token_features(entries, counted)
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
            read = TokenFeatures(arrays["canonical_ids"], arrays["rarity"], arrays["token_types"])
            vectors = arrays["vectors"].astype(np.float32)
        return cls(wordpiece_tokenizer(folder / "vocab.txt"), read, vectors)


def _tokens(
    tokenizer: Tokenizer, corpus: Iterable[str]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return all texts' tokens; where each text starts, and the end; which of them are English."""
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
