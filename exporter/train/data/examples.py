"""Questions, their passages and answers as token ids, small enough to hold in the million."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from exporter.calibration.paragraphs import FormatError

Ids = npt.NDArray[np.unsignedinteger[Any]]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions, their passages, and where the answers are, as flat arrays.

    Passages are kept once, however many questions there are about them, and those of an article
    stand together.

    Attributes:
        passage_tokens: uint16 or uint32 [all tokens], one passage after the other.
        passage_bounds: int64 [passages + 1], where each passage starts, and the end.
        article: int32 [passages], the same number for those of an article; never falls.
        question_tokens: uint16 or uint32 [all tokens], capped as the reader caps them.
        question_bounds: int64 [examples + 1].
        passage: int32 [examples], the index of the passage that is asked.
        start: int32 [examples], the answer's first token in its passage; -1 if there is none.
        end: int32 [examples], its last token.
    """

    passage_tokens: Ids
    passage_bounds: Int64
    article: Int32
    question_tokens: Ids
    question_bounds: Int64
    passage: Int32
    start: Int32
    end: Int32

    def __len__(self) -> int:
        return len(self.passage)

    def passage_at(self, index: int) -> Ids:
        """Return the tokens of a passage."""
        return self.passage_tokens[self.passage_bounds[index] : self.passage_bounds[index + 1]]

    def question_at(self, index: int) -> Ids:
        """Return the tokens of an example's question."""
        return self.question_tokens[self.question_bounds[index] : self.question_bounds[index + 1]]

    def save(self, file: Path) -> None:
        """Write a compressed .npz."""
        np.savez_compressed(file, **{field.name: getattr(self, field.name) for field in _FIELDS})

    @classmethod
    def load(cls, file: Path) -> Examples:
        """Read what `save` wrote.

        Raises:
            FormatError: The file holds something else.
        """
        with np.load(file) as arrays:
            missing = [field.name for field in _FIELDS if field.name not in arrays.files]
            if missing:
                raise FormatError(f"{file} has no {', '.join(missing)}: not made by mrc-train pack")
            return cls(**{field.name: arrays[field.name] for field in _FIELDS})

    @classmethod
    def join(cls, parts: Sequence[Examples]) -> Examples:
        """Put parts one after the other; articles of different parts stay apart."""
        if len(parts) == 1:
            return parts[0]
        passages = _before(len(part.article) for part in parts)
        articles = _before(int(part.article.max(initial=-1)) + 1 for part in parts)
        return cls(
            np.concatenate([part.passage_tokens for part in parts]),
            _join_bounds([part.passage_bounds for part in parts]),
            np.concatenate([p.article + n for p, n in zip(parts, articles, strict=True)]),
            np.concatenate([part.question_tokens for part in parts]),
            _join_bounds([part.question_bounds for part in parts]),
            np.concatenate([p.passage + n for p, n in zip(parts, passages, strict=True)]),
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.end for part in parts]),
        )


_FIELDS = fields(Examples)


def _join_bounds(parts: Sequence[Int64]) -> Int64:
    tokens = _before(int(bounds[-1]) for bounds in parts)
    shifted = [bounds[1:] + before for bounds, before in zip(parts, tokens, strict=True)]
    return np.concatenate([np.zeros(1, np.int64), *shifted])


def _before(counts: Iterable[int]) -> list[int]:
    """Return how many there are before each part."""
    totals = [0]
    for count in counts:
        totals.append(totals[-1] + count)
    return totals[:-1]
