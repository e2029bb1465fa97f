"""What the service answers, and its one JSON form for the HTTP API and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mrc_core import Answer, Reading


@dataclass(frozen=True, slots=True)
class Document:
    """A source that was read.

    Attributes:
        kind: "text", "web", "thread" or "file".
        url: Where a web page was found in the end, after redirects.
        text: All of its text; an answer's offsets are code points into it.
        fetched_at: When, for web pages (UTC).
    """

    kind: str
    text: str
    url: str | None = None
    title: str | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A reading, its source, and how long each part took in milliseconds."""

    reading: Reading
    document: Document
    fetch_ms: float
    total_ms: float

    @property
    def timings_ms(self) -> dict[str, float]:
        """Milliseconds of each step, and of all together, waiting included."""
        steps = self.reading.timings_ms
        return {
            "fetch": self.fetch_ms,
            "featurize": steps.featurize,
            "predict": steps.predict,
            "decode": steps.decode,
            "total": self.total_ms,
        }

    def to_json(self) -> dict[str, Any]:
        """The answer object of the HTTP API."""
        reading, document = self.reading, self.document
        return {
            "state": reading.state,
            "answer": None if reading.answer is None else _answer(reading.answer),
            "candidates": [_answer(candidate) for candidate in reading.candidates],
            "source": {
                "kind": document.kind,
                "url": document.url,
                "title": document.title,
                "characters": len(document.text),
                "fetched_at": document.fetched_at and document.fetched_at.isoformat(),
            },
            "model": {"name": reading.model.name, "version": reading.model.version},
            "read": {
                "windows": reading.windows_read,
                "windows_total": reading.windows_total,
                "question_cut": reading.question_cut,
            },
            "timings_ms": {step: round(ms, 2) for step, ms in self.timings_ms.items()},
        }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "start": answer.start,
        "end": answer.end,
        "score": round(answer.score, 6),
        "context": answer.context,
        "context_start": answer.context_start,
    }
