"""What the service answers, and its one JSON form for the HTTP API and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Unread
from bot.domain.language import Language, say
from bot.domain.reason import Reason
from bot.domain.source.document import Document
from bot.domain.source.place import Place
from mrc_core import Answer, Reading

# Of the whole text, or of no text: no passage is nearer to it than another.
_OF_NO_PASSAGE: frozenset[Reason] = frozenset(("translation", "summary", "about_bot"))


@dataclass(frozen=True, slots=True)
class Reply:
    """A reading, its sources, and how long each part took in milliseconds.

    Attributes:
        documents: What was read; an answer's `passage` counts them.
        places: Where each of the reading's candidates stands in its document.
        reason: Why no span can answer the question, whatever the text says; the reading is then
            absent.
        unread: What was asked of as well, and could not be read.
    """

    reading: Reading
    documents: tuple[Document, ...]
    places: tuple[Place, ...]
    fetch_ms: float
    total_ms: float
    reason: Reason | None = None
    unread: tuple[Unread, ...] = ()

    @property
    def nearest(self) -> Answer | None:
        """Return the candidate whose passage is worth showing where there is no answer."""
        if self.reading.answer or self.reason in _OF_NO_PASSAGE or not self.reading.candidates:
            return None
        return self.reading.candidates[0]

    @property
    def document(self) -> Document:
        """Return the document of what is shown: the answer, or the nearest passage."""
        candidates = self.reading.candidates
        return self.documents[candidates[0].passage if candidates else 0]

    @property
    def place(self) -> Place:
        """Return the place of what is shown: the answer, or the nearest passage."""
        return self.places[0] if self.places else Place(url=self.document.url)

    def where(self, language: Language) -> list[str]:
        """Return where in its source the place is, in words: heading, page or slide, row."""
        place = self.place
        words = [place.heading] if place.heading and place.heading != self.document.title else []
        if place.page:
            words.append(say(language, f"reply.{self.document.paged}", number=place.page))
        if place.row_number:
            words.append(say(language, "reply.row", number=place.row_number))
        return words

    @property
    def timings_ms(self) -> dict[str, float]:
        """Return the milliseconds of each step, and of all together, waiting included."""
        steps = self.reading.timings_ms
        return {
            "fetch": self.fetch_ms,
            "featurize": steps.featurize,
            "predict": steps.predict,
            "decode": steps.decode,
            "total": self.total_ms,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the answer object of the HTTP API."""
        reading, document = self.reading, self.document
        candidates = list(map(_candidate, reading.candidates, self.places))
        return {
            "state": reading.state,
            "answer": candidates[0] if reading.answer else None,
            "candidates": candidates,
            "source": {
                "kind": document.kind,
                "url": document.url,
                "title": document.title,
                "characters": len(document.text),
                "fetched_at": document.fetched_at and document.fetched_at.isoformat(),
                "language": document.language,
                "date": document.date,
            },
            "model": {"name": reading.model.name, "version": reading.model.version},
            "read": {
                "windows": reading.windows_read,
                "windows_total": reading.windows_total,
                "budget_ended": reading.budget_ended,
                "question_cut": reading.question_cut,
                "source_complete": document.complete,
            },
            "reason": self.reason,
            "timings_ms": {step: round(ms, 2) for step, ms in self.timings_ms.items()},
        }


def _candidate(answer: Answer, place: Place) -> dict[str, Any]:
    return {
        "text": answer.text,
        "start": answer.start,
        "end": answer.end,
        "score": round(answer.score, 6),
        "context": answer.context,
        "context_start": answer.context_start,
        "place": {
            "heading": place.heading,
            "page": place.page,
            "row": place.row,
            "column": place.column,
            "row_number": place.row_number,
            "url": place.url,
        },
    }
