"""A span that a question can ask for."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.train.questions.entities import AnswerKind

MAX_WORDS = 5
"""Of an answer."""


@dataclass(frozen=True, slots=True)
class KoreanCandidate:
    """A span that a question can ask for.

    Attributes:
        start, end: Place in the clause's text.
        kind: What kind of thing it is.
        noun: What it is called, or the unit of a number; None if not known.
        first, last: Its phrases' indices.
        weight: How likely people ask for such a one.
    """

    start: int
    end: int
    kind: AnswerKind
    noun: str | None
    first: int
    last: int
    weight: float
