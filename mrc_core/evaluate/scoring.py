"""How answers are scored, by the language of the data, and what a reader says of them. Pure."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mrc_core import metrics
from mrc_core.types import Reading, State

MetricName = Literal["auto", "korquad", "squad"]
Score = Callable[[str, str], float]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_LATIN, _HANGUL = re.compile(r"[a-zA-Z]"), re.compile(r"[가-힣]")
# A syllable of Hangul says as much as so many letters.
_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Metric:
    """Exact match and F1 of a prediction and a reference, each 0 to 1."""

    name: str
    exact_match: Score
    f1: Score


def normalize_words(text: str) -> str:
    """Normalize as SQuAD's scorer: lower-cased, without ASCII punctuation and articles."""
    plain = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def _same_words(prediction: str, reference: str) -> float:
    return float(normalize_words(prediction) == normalize_words(reference))


def _words_f1(prediction: str, reference: str) -> float:
    predicted = Counter(normalize_words(prediction).split())
    expected = Counter(normalize_words(reference).split())
    if not predicted or not expected:
        return float(predicted == expected)
    same = (predicted & expected).total()
    return 2 * same / (predicted.total() + expected.total())


KORQUAD = Metric("korquad", metrics.exact_match, metrics.f1)
"""Of characters: a Korean word carries particles that the answer may not."""

SQUAD = Metric("squad", _same_words, _words_f1)
"""Of words (Rajpurkar et al. 2016)."""


def metric_for(name: MetricName, texts: Iterable[str]) -> Metric:
    """Return the metric of a name; "auto" is SQuAD's where texts are rather English than Korean."""
    if name == "auto":
        latin = hangul = 0
        for text in texts:
            latin += len(_LATIN.findall(text))
            hangul += len(_HANGUL.findall(text))
        return SQUAD if latin > _LETTERS * hangul else KORQUAD
    return SQUAD if name == "squad" else KORQUAD


@dataclass(frozen=True, slots=True)
class States:
    """What became of a data set's questions, as shares from 0 to 1.

    Attributes:
        answerable: How many of them have an answer.
        found, unsure, absent: Of those.
        unanswerable: How many have none.
        wrongly_found, wrongly_unsure, rightly_absent: Of those.
        precision: Of all answers called found, the share that is exactly right.
        auroc: How probably the best answer's score is higher on a question that it answers rightly
            than on one that it does not.
    """

    answerable: int
    found: float
    unsure: float
    absent: float
    unanswerable: int
    wrongly_found: float
    wrongly_unsure: float
    rightly_absent: float
    precision: float
    auroc: float


def states(readings: Sequence[Reading | None], right: Sequence[bool | None]) -> States:
    """Count.

    Args:
        readings: Of each question; None of one that cannot be read.
        right: Whether the best answer is right; None where the question has no answer.
    """
    said: list[State] = ["absent" if reading is None else reading.state for reading in readings]
    scores = [r.candidates[0].score if r and r.candidates else 0.0 for r in readings]

    def share(state: State, answerable: bool) -> float:
        of_kind = [s for s, r in zip(said, right, strict=True) if (r is not None) == answerable]
        return round(of_kind.count(state) / max(len(of_kind), 1), 4)

    found = [bool(r) for s, r in zip(said, right, strict=True) if s == "found"]
    return States(
        answerable=sum(r is not None for r in right),
        found=share("found", answerable=True),
        unsure=share("unsure", answerable=True),
        absent=share("absent", answerable=True),
        unanswerable=sum(r is None for r in right),
        wrongly_found=share("found", answerable=False),
        wrongly_unsure=share("unsure", answerable=False),
        rightly_absent=share("absent", answerable=False),
        precision=round(sum(found) / max(len(found), 1), 4),
        auroc=round(_auroc(scores, [bool(r) for r in right]), 4),
    )


def _auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Mann and Whitney's statistic; ties count half. 0.5 where all are right or none is."""
    positive = sum(right)
    negative = len(right) - positive
    if not positive or not negative:
        return 0.5
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = 0.0
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and scores[order[last + 1]] == scores[order[first]]:
            last += 1
        ranks += ((first + last) / 2 + 1) * sum(right[i] for i in order[first : last + 1])
        first = last + 1
    return (ranks - positive * (positive + 1) / 2) / (positive * negative)
