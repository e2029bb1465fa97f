"""Adaptive reading: the likeliest windows first, and early stopping once the answer is clear."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mrc_core.artifact import Calibration
from mrc_core.decode.answers import best_answers
from mrc_core.errors import ModelMismatchError
from mrc_core.predict.predictor import Predictor
from mrc_core.types import Answer, Float32, ModelInfo, Passage, State, Windows, WindowSpans

# Windows of the first step; each further step reads as many as all before it. Asked of their
# whole articles (27 windows at the mean), KorQuAD's questions lose nothing against reading all of
# them: F1 68.9 after 5.0 windows, and 68.7 after 3.7 with a first step of two. See
# docs/long-pages.md.
_FIRST_STEP = 3


OnProgress = Callable[[int, int], None]
"""Is told how many windows are read, and how many will be at most; it must not block."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of reading, and the seconds that its two stages took.

    Attributes:
        windows_read: Windows that the model read.
        stopped_early: Reading more would hardly ever have changed the answer.
    """

    state: State
    candidates: tuple[Answer, ...]
    model: ModelInfo
    windows_read: int
    stopped_early: bool
    predict_seconds: float
    decode_seconds: float


async def read_adaptively(
    predictor: Predictor,
    windows: Windows,
    retrieval_scores: Float32,
    passages: Sequence[Passage],
    calibration: Calibration,
    top_k: int,
    question: str = "",
    exhaustive: bool = False,
    on_progress: OnProgress | None = None,
) -> Outcome:
    """Read windows step by step until the answer is clear, or all of them are read.

    Args:
        predictor: Reads.
        windows: Those that may be read, the likeliest first; at least one.
        retrieval_scores: float32 [windows]; see `mrc_core.featurize.ranking`.
        passages: The texts that the windows are from.
        calibration: The reader's.
        top_k: Most candidates to return.
        question: What is asked; it bounds answers, see `mrc_core.decode.asked`.
        exhaustive: Read all windows at once, whether or not the answer is clear before.
        on_progress: Is told before each step what is read by then.

    Returns:
        The candidates of all windows read, found by one version of the model.

    Raises:
        ReaderError: As `Predictor.predict` raises it.
        ModelMismatchError: The model's scores are not finite.
    """
    predict_seconds = decode_seconds = 0.0
    spans: WindowSpans | None = None
    model: ModelInfo | None = None
    best: Answer | None = None
    for start, stop in [(0, len(windows))] if exhaustive else _steps(len(windows)):
        if on_progress:
            on_progress(start, len(windows))
        began = time.perf_counter()
        prediction = await predictor.predict(windows.rows(start, stop))
        if model not in (None, prediction.model):
            # The server has moved on to another version, and one version reads it all: what the
            # old one found is no answer of this one, and no sign that it would stay.
            prediction = await predictor.predict(windows.rows(0, stop))
            spans = best = None
        model = prediction.model
        predicted = time.perf_counter()
        spans = WindowSpans.concatenate([spans, prediction.spans]) if spans else prediction.spans
        if not np.isfinite(spans.null_score).any():
            raise ModelMismatchError("the model's scores are not finite")
        state, candidates = await asyncio.to_thread(
            best_answers,
            spans,
            windows.rows(0, stop),
            retrieval_scores[:stop],
            passages,
            calibration,
            top_k,
            question,
        )
        predict_seconds += predicted - began
        decode_seconds += time.perf_counter() - predicted
        before, best = best, candidates[0] if candidates else None
        clear = _is_clear(state, best, before)
        if clear or stop == len(windows):
            return Outcome(state, candidates, model, stop, clear, predict_seconds, decode_seconds)
    raise ValueError("no windows to read")


def _steps(count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last (exclusive) of the windows of each step, of `count` in all."""
    start, stop = 0, _FIRST_STEP
    while start < count:
        yield start, min(stop, count)
        start, stop = stop, 2 * stop


def _is_clear(state: State, best: Answer | None, before: Answer | None) -> bool:
    """Return whether reading more would hardly ever change the answer.

    It is "found", more likely right than wrong; or it is what it was before the last step, though
    that doubled what was read. An absent one is looked for as far as the budget goes.

    Args:
        state: The state after the last step.
        best: The best answer after it.
        before: The best answer before it; None in the first step.
    """
    if state == "absent" or best is None:
        return False
    return state == "found" or (before is not None and before.text == best.text)
