"""The values that the reader's steps hand to each other and to callers. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self, TypeVar

import numpy as np
import numpy.typing as npt

from mrc_core.markup import Marked, answer_markup, reading_markup

_Scalar = TypeVar("_Scalar", bound=np.generic)

State = Literal["found", "unsure", "absent"]

Int32 = npt.NDArray[np.int32]
Float32 = npt.NDArray[np.float32]
Bool = npt.NDArray[np.bool_]

NO_SPAN = np.float32(-1e9)
"""Score of the padding rows of `WindowSpans`, where a window has fewer than k spans."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a passage that stands for itself: a paragraph, a heading, a table's row.

    Attributes:
        start: Where it starts, in code points.
        end: Where it ends (exclusive).
        whole: It is shown as a whole, and not sentence by sentence.
        prior: Log of how likely it is to hold the answer, against the rest: below 0 for less.
            Parts of different priors share no window.
        weight: The same among the parts that share its windows: of a name that is read along with
            what it opens, but is no answer by itself.
    """

    start: int
    end: int
    whole: bool = False
    prior: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and the parts it is made of, if they are known.

    Attributes:
        text: All of it.
        parts: In order, without overlap; no answer goes from one into another. None: the text's
            sentences are all that is known.
    """

    text: str
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, text: str | Passage) -> Passage:
        """Return a text as a passage, and a passage as it is."""
        return cls(text) if isinstance(text, str) else text


@dataclass(frozen=True, slots=True)
class Windows:
    """The model's input: n windows, padded on the right to one length L.

    Attributes:
        input_ids: int32 [n, L].
        input_mask: int32 [n, L], 1 on real tokens and 0 on padding.
        segment_ids: int32 [n, L], 1 on the window's part of the passage, 0 on the question.
        answerable: bool [n, L], where a span may start and end: passage tokens, no separators.
        offsets: int32 [n, L, 2], code point offsets of each token in its passage.
        passage: int32 [n], the index of the passage that the window is from.
    """

    input_ids: Int32
    input_mask: Int32
    segment_ids: Int32
    answerable: Bool
    offsets: Int32
    passage: Int32

    def __len__(self) -> int:
        return len(self.passage)

    @classmethod
    def concatenate(cls, parts: list[Self]) -> Self:
        """Join along the window axis; all parts have the same L."""
        names = ("input_ids", "input_mask", "segment_ids", "answerable", "offsets", "passage")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def rows(self, start: int, stop: int) -> Self:
        """Return windows `start` to `stop` (exclusive), as views."""
        return self._picked(slice(start, stop))

    def take(self, rows: npt.NDArray[np.intp]) -> Self:
        """Return copies of these windows, in this order."""
        return self._picked(rows)

    def _picked(self, rows: slice | npt.NDArray[np.intp]) -> Self:
        return type(self)(
            self.input_ids[rows],
            self.input_mask[rows],
            self.segment_ids[rows],
            self.answerable[rows],
            self.offsets[rows],
            self.passage[rows],
        )

    def padded(self, length: int) -> Self:
        """Return the windows at `length` tokens, with padding (mask 0) added or cut off."""

        def sized(column: npt.NDArray[_Scalar]) -> npt.NDArray[_Scalar]:
            kept = column[:, :length]
            missing = length - kept.shape[1]
            return np.pad(kept, ((0, 0), (0, missing), *[(0, 0)] * (kept.ndim - 2)))

        return type(self)(
            sized(self.input_ids),
            sized(self.input_mask),
            sized(self.segment_ids),
            sized(self.answerable),
            sized(self.offsets),
            self.passage,
        )


@dataclass(frozen=True, slots=True)
class WindowSpans:
    """The best spans of each of n windows: what the signature `spans` returns.

    Attributes:
        start: int32 [n, k], token positions, best first.
        end: int32 [n, k], token positions, inclusive.
        score: float32 [n, k], start logit + end logit; `NO_SPAN` where there are fewer than k.
        null_score: float32 [n], start logit + end logit at position 0: "not in this window".
    """

    start: Int32
    end: Int32
    score: Float32
    null_score: Float32

    @classmethod
    def concatenate(cls, parts: list[WindowSpans]) -> WindowSpans:
        """Join along the window axis; all parts have the same k."""
        return cls(
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.end for part in parts]),
            np.concatenate([part.score for part in parts]),
            np.concatenate([part.null_score for part in parts]),
        )

    def rows(self, start: int, stop: int) -> Self:
        """Return the spans of windows `start` to `stop` (exclusive), as views."""
        return self._picked(slice(start, stop))

    def take(self, rows: npt.NDArray[np.intp]) -> Self:
        """Return the spans of these windows, in this order."""
        return self._picked(rows)

    def _picked(self, rows: slice | npt.NDArray[np.intp]) -> Self:
        return type(self)(self.start[rows], self.end[rows], self.score[rows], self.null_score[rows])


@dataclass(frozen=True, slots=True)
class Answer:
    """A span of a passage and the sentence it stands in.

    Offsets are Unicode code points into the passage: `passage[start:end] == text`, and
    `passage[context_start:context_start + len(context)] == context`.

    Attributes:
        score: Calibrated probability in [0, 1] that this is the answer.
        passage: Index of the passage; 0 when one text was read.
    """

    text: str
    start: int
    end: int
    score: float
    context: str
    context_start: int
    passage: int = 0

    def _repr_html_(self) -> str:
        """Return the answer as a notebook shows it."""
        return answer_markup(self._marked())

    def _marked(self) -> Marked:
        start, end = self.start - self.context_start, self.end - self.context_start
        return Marked(self.context[:start], self.text, self.context[end:], self.score)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model answered; `version` is "" while it is not known."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """The best spans of each window, and the model that found them all."""

    spans: WindowSpans
    model: ModelInfo


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that each step took."""

    featurize: float
    predict: float
    decode: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one question.

    Attributes:
        state: "found"; "unsure", a best guess that may well be wrong; or "absent".
        answer: `candidates[0]`, or None when absent.
        candidates: Best first; none overlap, and no two say the same.
        windows_read: Windows that the model read, of `windows_total` in the source (estimated, of
            one so long that only its likelier stretches were cut into windows). They are fewer
            when the answer was clear before all were read; or when `budget_ended`.
        budget_ended: Nobody knows whether more reading would have changed the answer: the budget
            of windows was used up before the answer was clear.
        question_cut: The question was longer than the model reads; its middle was left out.
    """

    state: State
    answer: Answer | None
    candidates: tuple[Answer, ...]
    model: ModelInfo
    timings_ms: Timings
    windows_read: int
    windows_total: int
    question_cut: bool
    budget_ended: bool = False

    def _repr_html_(self) -> str:
        """Return the reading as a notebook shows it."""
        took = self.timings_ms
        about = (
            f"{self.model.name} {self.model.version} · "
            f"{took.featurize + took.predict + took.decode:.0f} ms · "
            f"{self.windows_read} of {self.windows_total} windows"
        )
        return reading_markup(self.state, [each._marked() for each in self.candidates], about)
