"""What the service answers, and its one JSON form for the HTTP API and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Unread
from bot.domain.language import Language, say
from bot.domain.reason import Reason
from bot.domain.source.around import shown_around
from bot.domain.source.document import Document
from bot.domain.source.place import Place
from mrc_core import Answer, Reading

_MOST_NEAREST = 3
# Of the whole text, or of no text: no passage is nearer to it than another.
_OF_NO_PASSAGE: frozenset[Reason] = frozenset(("translation", "summary", "about_bot"))
# The least probability of a span whose passage has to do with the question.
_NEAR = 0.05


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
    def nearest(self) -> tuple[int, ...]:
        """Return the candidates whose passages are worth showing where there is no answer.

        They are counted from 0; no two are of the same sentence.
        """
        if self.reading.answer or self.reason in _OF_NO_PASSAGE:
            return ()
        candidates = self.reading.candidates
        sentences = [(each.passage, each.context_start) for each in candidates]
        first = [
            at
            for at, each in enumerate(sentences)
            if candidates[at].score >= _NEAR and sentences.index(each) == at
        ]
        return tuple(first[:_MOST_NEAREST])

    @property
    def others(self) -> tuple[int, ...]:
        """Return the candidates beside the answer that say something else, counted from 0."""
        candidates = self.reading.candidates
        if not self.reading.answer:
            return ()
        kept = [0]
        for at in range(1, len(candidates)):
            words = _letters(candidates[at].text)
            known = [_letters(candidates[index].text) for index in kept]
            if words and not any(words in each or each in words for each in known):
                kept.append(at)
        return tuple(kept[1:])

    def shown(self, answer: Answer) -> tuple[str, int]:
        """Return the text to show around an answer, and where the answer starts in it."""
        document = self.documents[answer.passage]
        start, end = shown_around(document, answer)
        return document.text[start:end], answer.start - start

    @property
    def document(self) -> Document:
        """Return the document of what is shown: the answer, or the nearest passage."""
        candidates = self.reading.candidates
        return self.documents[candidates[0].passage if candidates else 0]

    @property
    def place(self) -> Place:
        """Return the place of what is shown: the answer, or the nearest passage."""
        shown = self.reading.answer or self.nearest
        return self.places[0] if shown and self.places else Place(url=self.document.url)

    def where(self, language: Language, candidate: int = 0) -> list[str]:
        """Return where in its source a candidate is, in words: heading, page or slide, row."""
        if not self.places:
            return []
        place = self.places[candidate]
        document = self.documents[self.reading.candidates[candidate].passage]
        words = [place.heading] if place.heading and place.heading != document.title else []
        if place.page:
            words.append(say(language, f"reply.{document.paged}", number=place.page))
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


def _letters(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


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
