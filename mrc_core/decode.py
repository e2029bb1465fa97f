"""Logits -> spans of each window -> answers over all windows. Pure NumPy.

A span's score is its start logit + end logit, against the null score of its own window (start +
end logit at position 0), as in BERT's SQuAD 2.0 decoding (Devlin et al. 2019, section 4.3). The
difference of the two is free of what the window's softmax would divide by, so spans of all
windows stand on one scale.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mrc_core.assets import Calibration
from mrc_core.metrics import normalize
from mrc_core.sentences import (
    sentence_at,
    shortened,
    snap_to_graphemes,
    snap_to_words,
    trimmed,
    with_year,
    without_half_asides,
    without_half_quotation,
    without_particle,
)
from mrc_core.types import (
    NO_SPAN,
    Answer,
    Bool,
    Float32,
    Part,
    Passage,
    State,
    Windows,
    WindowSpans,
)

# How many distinct spans share the probability; run_squad's n_best_size.
_N_BEST = 20


def top_spans(
    start_logits: Float32, end_logits: Float32, answerable: Bool, max_answer_length: int, k: int
) -> WindowSpans:
    """The k best spans of each window, equal to the signature `spans`.

    Args:
        start_logits: float32 [n, L].
        end_logits: float32 [n, L].
        answerable: bool [n, L], where a span may start and end.
        max_answer_length: Longest span, in tokens.
        k: Spans kept of each window; ties go to the earlier start, then the shorter span.

    Returns:
        start, end, score [n, k] and null_score [n]; rows of `NO_SPAN` and zeros where a window
        has fewer spans. Scores that are not finite count as no span.
    """
    n = len(start_logits)
    starts = np.where(answerable & np.isfinite(start_logits), start_logits, NO_SPAN)
    ends = np.where(answerable & np.isfinite(end_logits), end_logits, NO_SPAN)
    # Only the band end - start < max_answer_length, not the whole [L, L] square.
    padded = np.pad(ends, ((0, 0), (0, max_answer_length - 1)), constant_values=NO_SPAN)
    band = sliding_window_view(padded, max_answer_length, axis=1)
    scores = (starts[:, :, None] + band).reshape(n, -1)
    scores[scores <= NO_SPAN / 2] = NO_SPAN
    k_there = min(k, scores.shape[1])
    least = -np.partition(-scores, k_there - 1, axis=1)[:, k_there - 1]
    with np.errstate(invalid="ignore"):  # inf - inf is as little a score as NaN
        null_score = (start_logits[:, 0] + end_logits[:, 0]).astype(np.float32)
    spans = WindowSpans(
        np.zeros((n, k), np.int32),
        np.zeros((n, k), np.int32),
        np.full((n, k), NO_SPAN, np.float32),
        null_score,
    )
    for row in range(n):
        among = np.flatnonzero((scores[row] >= least[row]) & (scores[row] > NO_SPAN))
        best = among[np.argsort(-scores[row, among], kind="stable")][:k]
        start, extra = np.divmod(best, max_answer_length)
        spans.start[row, : len(best)] = start
        spans.end[row, : len(best)] = start + extra
        spans.score[row, : len(best)] = scores[row, best]
    return spans


@dataclass(frozen=True, slots=True)
class _Candidate:
    margin: float
    passage: int
    start: int
    end: int


def best_answers(
    spans: WindowSpans,
    windows: Windows,
    fit: Float32,
    passages: Sequence[str | Passage],
    calibration: Calibration,
    top_k: int,
) -> tuple[State, tuple[Answer, ...]]:
    """Answers over all windows, best first, with one probability scale.

    Overlapping spans of a passage, and spans that say the same, count once: the best stays.
    The probability is a softmax over what stays and "not here", with the fitted temperature.

    Args:
        spans: For each of `windows`, its best spans.
        windows: The windows of `passages` that were read.
        fit: float32 [windows], of each to the question; see `mrc_core.select`.
        passages: The texts, for their characters and their parts.
        calibration: What length costs, temperature, bias of "not here", thresholds of the states.
        top_k: How many answers to return; fewer when there are fewer.
    """
    whole = [Passage.of(passage) for passage in passages]
    kept: list[_Candidate] = []
    said: set[str] = set()
    margins = spans.score - spans.null_score[:, None] + calibration.fit_weight * fit[:, None]
    margins -= calibration.length_penalty * (spans.end - spans.start)
    margins += calibration.temperature * _priors(spans, windows, whole)
    for candidate in _by_margin(margins, spans, windows, whole):
        text = whole[candidate.passage].text[candidate.start : candidate.end]
        same = normalize(text) or text
        if same in said or any(_overlap(candidate, other) for other in kept):
            continue
        said.add(same)
        kept.append(candidate)
        if len(kept) == max(_N_BEST, top_k):
            break
    if not kept:
        return "absent", ()
    scaled = np.array([0.0 + calibration.null_bias, *(c.margin for c in kept)], np.float64)
    scaled = scaled / calibration.temperature
    weights = np.exp(scaled - scaled.max())
    probabilities = weights / weights.sum()
    answers = tuple(
        _answer(candidate, whole[candidate.passage], float(probability))
        for candidate, probability in zip(kept[:top_k], probabilities[1:], strict=False)
    )
    if 1 - probabilities[0] < calibration.absent:
        return "absent", answers
    return ("found" if probabilities[1] >= calibration.found else "unsure"), answers


def _priors(spans: WindowSpans, windows: Windows, passages: Sequence[Passage]) -> Float32:
    """float32 [n, k]: of the part that each span lies in; -inf for one that lies in two."""
    rows = np.arange(len(windows))[:, None]
    starts = windows.offsets[rows, spans.start, 0]
    lasts = windows.offsets[rows, spans.end, 1] - 1
    priors = np.zeros(spans.score.shape, np.float32)
    for index, passage in enumerate(passages):
        if passage.parts:
            own = windows.passage == index
            limits = np.array([part.start for part in passage.parts])
            # A token may include the space before its word, which belongs to no part.
            first = np.searchsorted(limits, starts[own] + 1, "right") - 1
            last = np.searchsorted(limits, lasts[own], "right") - 1
            values = np.array([part.prior for part in passage.parts], np.float32)
            priors[own] = np.where(first == last, values[np.maximum(first, 0)], -np.inf)
    return priors


def _by_margin(
    margins: Float32, spans: WindowSpans, windows: Windows, passages: Sequence[Passage]
) -> Iterator[_Candidate]:
    """Every span as characters of its passage, best first."""
    valid = (spans.score > NO_SPAN / 2) & np.isfinite(margins)
    for flat in np.argsort(np.where(valid, -margins, np.inf), axis=None, kind="stable"):
        row, column = divmod(int(flat), margins.shape[1])
        if not valid[row, column]:
            return
        passage = int(windows.passage[row])
        text = passages[passage].text
        first = int(windows.offsets[row, spans.start[row, column], 0])
        last = int(windows.offsets[row, spans.end[row, column], 1])
        # Tokens of some vocabularies include the space before the word.
        start, end = trimmed(text, first, last)
        if start < end:
            start, end = without_half_asides(text, *snap_to_words(text, start, end))
            start, end = without_half_quotation(text, start, end)
            start, end = without_particle(text, start, end)
            start, end = with_year(text, start, end)
            start, end = snap_to_graphemes(text, start, end)
            yield _Candidate(float(margins[row, column]), passage, start, end)


def _overlap(one: _Candidate, other: _Candidate) -> bool:
    return one.passage == other.passage and one.start < other.end and other.start < one.end


def _answer(candidate: _Candidate, passage: Passage, score: float) -> Answer:
    text, start, end = passage.text, candidate.start, candidate.end
    context_start, context_end = _context(passage, start, end)
    return Answer(
        text=text[start:end],
        start=start,
        end=end,
        score=score,
        context=text[context_start:context_end],
        context_start=context_start,
        passage=candidate.passage,
    )


def _context(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The sentence in its part, or the part as a whole."""
    index = bisect_right(passage.parts, start, key=lambda part: part.start) - 1
    part = passage.parts[index] if index >= 0 else Part(0, len(passage.text))
    # Widened to whole characters, an answer may reach over the edge.
    left, right = min(part.start, start), max(part.end, end)
    if part.whole:
        return shortened(passage.text, left, right, start, end)
    return sentence_at(passage.text, start, end, (left, right))
