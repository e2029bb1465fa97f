"""What is kept of an answer: people come back to it, and readers learn from it. Pure."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.language import Language
from bot.domain.reply import Reply
from bot.domain.source.around import paragraph_around
from mrc_core import State


@dataclass(frozen=True, slots=True)
class Other:
    """Another candidate.

    Attributes:
        text: Its words.
        sentence: Where it stands; "" where that is the sentence of the answer itself.
        where: Where that is in its source, in words; "" where there are none.
        url: Opens it there; None for what has no address.
    """

    text: str
    sentence: str
    where: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an answer.

    Attributes:
        question: What was asked.
        state: Of the reading.
        paragraph: What stands around the answer, or around the nearest passage; "" where there
            is none.
        answer: The answer; None where there is none.
        start: Where it starts in the paragraph, in code points; None as well.
        title: Of its source; "" where it has none.
        url: Of its source; None where it has none.
        model: Which reader answered.
        others: Candidates that say something else.
    """

    question: str
    state: State
    paragraph: str
    answer: str | None
    start: int | None
    title: str
    url: str | None
    model: str
    others: tuple[Other, ...] = ()


def record_of(question: str, reply: Reply, language: Language) -> Record:
    """Return what is kept of the reply to a question.

    Args:
        question: As it was asked.
        reply: The reply.
        language: In which it was given.
    """
    reading, document = reply.reading, reply.document
    answer = reading.answer
    about = answer or (reading.candidates[reply.nearest[0]] if reply.nearest else None)
    start, end = paragraph_around(document, about) if about else (0, 0)
    return Record(
        question=question,
        state=reading.state,
        paragraph=document.text[start:end],
        answer=answer.text if answer else None,
        start=answer.start - start if answer else None,
        title=document.title or "",
        url=document.url,
        model=f"{reading.model.name} {reading.model.version}",
        others=others_of(reply, language),
    )


def others_of(reply: Reply, language: Language) -> tuple[Other, ...]:
    """Return the candidates of a reply beside its answer."""
    return tuple(_other(reply, at, language) for at in reply.others)


def _other(reply: Reply, candidate: int, language: Language) -> Other:
    answer = reply.reading.candidates[candidate]
    document = reply.documents[answer.passage]
    best = reply.reading.candidates[0]
    is_same = (answer.passage, answer.context_start) == (best.passage, best.context_start)
    where = reply.where(language, candidate)
    if document is not reply.document:
        where.insert(0, document.title or document.url or "")
    return Other(
        answer.text,
        "" if is_same else answer.context,
        " · ".join(filter(None, where)),
        reply.places[candidate].url,
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What the answer should have been.

    Attributes:
        text: A span of the record's paragraph; None: it does not hold the answer.
        start: Where it starts there, in code points; None as well.
    """

    text: str | None
    start: int | None


def correction_of(record: Record, words: str) -> Correction | None:
    """Return the correction that somebody's words mean; None where the paragraph lacks them.

    Args:
        record: What is corrected.
        words: What the answer should be, but for white space; "" for that there is none.
    """
    wanted = "".join(words.split())
    if not wanted:
        return Correction(None, None)
    paragraph, near = record.paragraph, record.start or 0
    places = [at for at, character in enumerate(paragraph) if not character.isspace()]
    squeezed = "".join(paragraph[at] for at in places)
    found = _nearest(squeezed, wanted, bisect_left(places, near))
    if not found:
        return None
    start = min(found, key=lambda at: abs(places[at] - near))
    first, last = places[start], places[start + len(wanted) - 1]
    return Correction(paragraph[first : last + 1], first)


def _nearest(text: str, words: str, near: int) -> list[int]:
    """Return where words stand last before a place, and first from there on, if they do.

    Backwards as forwards: `rfind` takes time that grows with the text times the words.
    """
    after = text.find(words, near)
    mirrored = text[::-1].find(words[::-1], max(len(text) - near - len(words) + 1, 0))
    before = len(text) - mirrored - len(words) if mirrored >= 0 else -1
    return [at for at in (before, after) if at >= 0]


def judged(record: Record, correction: Correction | None) -> dict[str, Any]:
    """Return, as JSON, what is kept of an answer that somebody judged.

    Args:
        record: The answer.
        correction: What it should have been; None where nobody said.
    """
    kept = {name: held for name, held in asdict(record).items() if name != "others"}
    return kept | {"correction": asdict(correction) if correction else None}
