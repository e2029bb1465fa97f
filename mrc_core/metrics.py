"""Exact match and F1 as KorQuAD 1.0 scores them (Lim et al. 2019). Pure.

F1 is over characters, not words: a Korean word carries particles that the answer may not.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable

_BRACKETS = re.compile(r"""['"《》<>〈〉()‘’]""")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize(text: str) -> str:
    """Return a text in lower case and single-spaced, without brackets and punctuation."""
    spaced = _BRACKETS.sub(" ", text)
    return " ".join(spaced.lower().translate(_PUNCTUATION).split())


def exact_match(prediction: str, reference: str) -> float:
    """Return 1.0 when both are the same after normalisation, else 0.0."""
    return float(normalize(prediction) == normalize(reference))


def f1(prediction: str, reference: str) -> float:
    """Return the harmonic mean of character precision and recall, in [0, 1], without white space.

    Two empty texts (an unanswerable question, rightly left unanswered) score 1.0.
    """
    predicted = Counter(normalize(prediction).replace(" ", ""))
    expected = Counter(normalize(reference).replace(" ", ""))
    if not predicted and not expected:
        return 1.0
    same = (predicted & expected).total()
    if not same:
        return 0.0
    precision, recall = same / predicted.total(), same / expected.total()
    return 2 * precision * recall / (precision + recall)


def best_over(
    metric: Callable[[str, str], float], prediction: str, references: Iterable[str]
) -> float:
    """Return the metric against the reference that it is highest against."""
    return max(metric(prediction, reference) for reference in references)
