"""The best spans of each window -> answers over all windows. Pure NumPy.

A span's score is taken against the null score of its own window (start + end logit at position
0), as in BERT's SQuAD 2.0 decoding (Devlin et al. 2019, section 4.3). The difference of the two
is free of what the window's softmax would divide by, so spans of all windows stand on one scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from regex import Pattern

from mrc_core.artifact import Calibration
from mrc_core.decode.asked import Narrow, expected, narrowing
from mrc_core.decode.boundaries import trimmed
from mrc_core.decode.context import context_of
from mrc_core.decode.named import Named
from mrc_core.decode.whole import whole_answer
from mrc_core.metrics import normalize
from mrc_core.types import (
    NO_SPAN,
    Answer,
    Float32,
    Passage,
    State,
    Windows,
    WindowSpans,
)

# How many distinct spans share the probability; run_squad's n_best_size.
_N_BEST = 20
# A rival that is so likely, beside the best one, makes an answer unsure: of held-out questions with
# one, a third were answered rightly, and half of those whose best rival is just less likely.
_NEAR = 0.7
# How many spans are looked at for the cells that they lie in.
_MOST_NAMED = 60
# Log of how much less likely a cell is whose row, or whose column, is not the one that is named.
_PER_MISS = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a passage, in code points, and its score minus its window's null score."""

    margin: float
    passage: int
    start: int
    end: int


def best_answers(
    spans: WindowSpans,
    windows: Windows,
    retrieval_scores: Float32,
    passages: Sequence[str | Passage],
    calibration: Calibration,
    top_k: int,
    question: str = "",
) -> tuple[State, tuple[Answer, ...]]:
    """Return the state and the answers over all windows, best first, on one probability scale.

    The probability is a softmax over what is ranked and "not here", with the fitted temperature,
    in which other spans count as much as `calibration.rivals` says. What is likely enough is found,
    unless another one is nearly as likely.

    Args:
        spans: The best spans of each of `windows`.
        windows: Where the spans lie.
        retrieval_scores: float32 [windows]; see `mrc_core.featurize.ranking`.
        passages: The texts, for their characters and their parts.
        calibration: The reader's, fitted on held-out data.
        top_k: Most answers to return.
        question: What was asked; its words may tell more than the model made of them.
    """
    kept = ranked(
        spans, windows, retrieval_scores, passages, calibration, max(_N_BEST, top_k), question
    )
    if not kept:
        return "absent", ()
    scaled = np.array([0.0 + calibration.null_bias, *(c.margin for c in kept)], np.float64)
    scaled = scaled / calibration.temperature_of(len(windows))
    weights = np.exp(scaled - scaled.max())
    others = calibration.rivals * (weights[1:].sum() - weights[1:])
    totals = weights[0] + weights[1:] + others
    probabilities = weights[1:] / totals
    answers = tuple(
        _answer(candidate, Passage.of(passages[candidate.passage]), float(probability))
        for candidate, probability in zip(kept[:top_k], probabilities, strict=False)
    )
    if 1 - weights[0] / totals[0] < calibration.absent:
        return "absent", answers
    rivalled = len(kept) > 1 and weights[2] >= _NEAR * weights[1]
    return (
        "found" if probabilities[0] >= calibration.found and not rivalled else "unsure"
    ), answers


def ranked(
    spans: WindowSpans,
    windows: Windows,
    retrieval_scores: Float32,
    passages: Sequence[str | Passage],
    calibration: Calibration,
    most: int = _N_BEST,
    question: str = "",
) -> list[Candidate]:
    """Return what the windows' spans come to, best first.

    Overlapping spans of a passage, and spans that say the same, count once: the best stays.

    Args:
        spans: The best spans of each of `windows`.
        windows: The windows of `passages` that were read.
        retrieval_scores: float32 [windows]; see `mrc_core.featurize.ranking`.
        passages: The texts, for their characters and their parts.
        calibration: The reader's, fitted on held-out data.
        most: Most candidates to return.
        question: What was asked; its words may tell more than the model made of them.
    """
    whole = [Passage.of(passage) for passage in passages]
    kept: list[Candidate] = []
    said: set[str] = set()
    temperature = calibration.temperature_of(len(windows))
    margins = spans.score - spans.null_score[:, None]
    margins += calibration.fit_weight * retrieval_scores[:, None]
    margins -= calibration.length_penalty * (spans.end - spans.start)
    margins += temperature * _priors(spans, windows, whole)
    named = Named(question)
    narrow = (named.narrow, *narrowing(question))
    lost = _misses(margins, spans, windows, whole, named, expected(question), narrow)
    margins = _without(margins, _PER_MISS * lost, temperature)
    for candidate in _by_margin(margins, spans, windows, whole, narrow):
        text = whole[candidate.passage].text[candidate.start : candidate.end]
        same = normalize(text) or text
        if same in said or any(_overlap(candidate, other) for other in kept):
            continue
        said.add(same)
        kept.append(candidate)
        if len(kept) == most:
            break
    return kept


def _priors(spans: WindowSpans, windows: Windows, passages: Sequence[Passage]) -> Float32:
    """Return the prior and the weight of each span's part together, float32 [n, k].

    -inf for a span that lies in two.
    """
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
            values = np.array([part.prior + part.weight for part in passage.parts], np.float32)
            priors[own] = np.where(first == last, values[np.maximum(first, 0)], -np.inf)
    return priors


def _misses(
    margins: Float32,
    spans: WindowSpans,
    windows: Windows,
    passages: Sequence[Passage],
    named: Named,
    expected_in: Sequence[Pattern[str]],
    narrow: Sequence[Narrow],
) -> Float32:
    """Return how much the likeliest spans are not what the question asks for, float32 [n, k].

    They lie in other cells than it names (see `Named.misses`), or lack what an answer must have.
    """
    lost = np.zeros(margins.shape, np.float32)
    valid = (spans.score > NO_SPAN / 2) & np.isfinite(margins)
    likely = np.argsort(np.where(valid, -margins, np.inf), axis=None)
    rows, columns = np.divmod(likely[: min(_MOST_NAMED, valid.sum())], margins.shape[1])
    starts = windows.offsets[rows, spans.start[rows, columns], 0]
    ends = windows.offsets[rows, spans.end[rows, columns], 1]
    for index, passage in enumerate(passages):
        own = windows.passage[rows] == index
        text = passage.text
        places = list(zip(starts[own].tolist(), ends[own].tolist(), strict=True))
        missed = np.array(named.misses(text, places), np.float32)
        if expected_in:
            marked = [trimmed(text, *place) for place in places]
            answers = [whole_answer(text, *m, narrow) if m[0] < m[1] else m for m in marked]
            missed += [sum(not e.search(text, *answer) for e in expected_in) for answer in answers]
        lost[rows[own], columns[own]] = missed
    return lost


def _without(margins: Float32, lost: Float32, temperature: float) -> Float32:
    """Return margins less what is lost, in units of the temperature, float32 [n, k].

    All together stay as likely against "not here" as they were: a question that names a cell says
    which span answers, and not whether one does.
    """
    if not lost.any():
        return margins
    finite = np.where(np.isfinite(margins), margins, -np.inf)
    weights = np.exp((finite - finite.max()) / temperature)
    left = float((weights * np.exp(-lost)).sum() / weights.sum())
    lessened: Float32 = margins - temperature * (lost + np.float32(np.log(left)))
    return lessened


def _by_margin(
    margins: Float32,
    spans: WindowSpans,
    windows: Windows,
    passages: Sequence[Passage],
    narrow: Sequence[Narrow],
) -> Iterator[Candidate]:
    """Yield every span as code points of its passage, best first."""
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
            start, end = whole_answer(text, start, end, narrow)
            yield Candidate(float(margins[row, column]), passage, start, end)


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.passage == other.passage and one.start < other.end and other.start < one.end


def _answer(candidate: Candidate, passage: Passage, score: float) -> Answer:
    text, start, end = passage.text, candidate.start, candidate.end
    context_start, context_end = context_of(passage, start, end)
    return Answer(
        text=text[start:end],
        start=start,
        end=end,
        score=score,
        context=text[context_start:context_end],
        context_start=context_start,
        passage=candidate.passage,
    )
