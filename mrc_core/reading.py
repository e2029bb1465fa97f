"""Reading windows in rounds, the most promising first, until the answer is settled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mrc_core.artifact import Calibration
from mrc_core.decode.answers import best_answers
from mrc_core.errors import ModelMismatchError
from mrc_core.predict.predictor import Predictor
from mrc_core.types import Answer, Float32, ModelInfo, Passage, State, Windows, WindowSpans

# Windows of the first round; each further round reads as many as all before it. Asked of their
# whole articles (27 windows at the mean), KorQuAD's questions lose nothing against reading all of
# them: F1 68.9 after 5.0 windows, and 68.7 after 3.7 with a first round of two. See
# docs/long-pages.md.
_FIRST_ROUND = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading came to, and the seconds that its two steps took."""

    state: State
    candidates: tuple[Answer, ...]
    model: ModelInfo
    windows_read: int
    settled: bool
    predict_seconds: float
    decode_seconds: float


async def read_adaptively(
    predictor: Predictor,
    windows: Windows,
    fit: Float32,
    passages: Sequence[Passage],
    calibration: Calibration,
    top_k: int,
    exhaustive: bool = False,
) -> Outcome:
    """Read until the answer is settled, or all `windows` are read.

    Args:
        predictor: Reads.
        windows: Those that may be read, the most promising first; at least one.
        fit: float32 [windows]; see `mrc_core.featurize.ranking`.
        passages: The texts.
        calibration: Of the reader.
        top_k: How many candidates to return at most.
        exhaustive: Read all of them at once, the answer settled or not.

    Raises:
        ReaderError: As `Predictor.predict` raises it.
        ModelMismatchError: The model's scores are not finite.
    """
    predict_seconds = decode_seconds = 0.0
    spans: WindowSpans | None = None
    model = predictor.model
    best: Answer | None = None
    all_at_once = [(0, len(windows))]
    for start, stop in all_at_once if exhaustive else rounds(len(windows)):
        began = time.perf_counter()
        part = await predictor.predict(windows.rows(start, stop))
        if spans and predictor.model != model:
            # The server has moved on to another version, and one version reads it all.
            part, spans = await predictor.predict(windows.rows(0, stop)), None
        model = predictor.model  # at once: another question may be answered by the next version
        predicted = time.perf_counter()
        spans = WindowSpans.concatenate([spans, part]) if spans else part
        if not np.isfinite(spans.null_score).any():
            raise ModelMismatchError("the model's scores are not finite")
        state, candidates = await asyncio.to_thread(
            best_answers, spans, windows.rows(0, stop), fit[:stop], passages, calibration, top_k
        )
        predict_seconds += predicted - began
        decode_seconds += time.perf_counter() - predicted
        before, best = best, candidates[0] if candidates else None
        enough = settled(state, best, before)
        if enough or stop == len(windows):
            return Outcome(state, candidates, model, stop, enough, predict_seconds, decode_seconds)
    raise ValueError("no windows to read")


def rounds(count: int) -> Iterator[tuple[int, int]]:
    """The windows of each round, first and last (exclusive), of `count` that may be read."""
    start, stop = 0, _FIRST_ROUND
    while start < count:
        yield start, min(stop, count)
        start, stop = stop, 2 * stop


def settled(state: State, best: Answer | None, before: Answer | None) -> bool:
    """Whether reading more would hardly ever change the answer.

    It is "found", more likely right than wrong; or it is what it was before the last round, though
    that doubled what was read. An absent one is looked for as far as the budget goes.

    Args:
        state: After the last round.
        best: The best answer after it.
        before: The best answer before it; None in the first round.
    """
    if state == "absent" or best is None:
        return False
    return state == "found" or (before is not None and before.text == best.text)
