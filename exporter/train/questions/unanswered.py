"""Question files -> unanswerable questions near to theirs, of the same passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from exporter.calibration.paragraphs import GoldParagraph, GoldQuestion
from exporter.train.questions import squad as written
from exporter.train.questions.corpus import Article, is_english, read_articles
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.near_miss import EnglishNearMisses
from exporter.train.questions.korean.gazetteer import build_gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.near_miss.near_miss import KoreanNearMisses
from exporter.train.questions.near_miss import NamePool, NearMiss, NearMissWriter, Told, draw


@dataclass(frozen=True, slots=True)
class Writers:
    """What changes questions, for each language."""

    korean: NearMissWriter
    english: NearMissWriter

    def of(self, paragraph: GoldParagraph) -> NearMissWriter:
        """Return the writer for a paragraph's language."""
        return self.english if is_english(paragraph.context) else self.korean

    @classmethod
    def of_corpus(cls, corpus: Sequence[Path], paragraphs: Iterable[GoldParagraph]) -> Writers:
        """Learn names from a corpus, English ones from the paragraphs too."""
        gazetteer = build_gazetteer(a for a in read_articles(corpus) if not a.is_english)
        articles = [
            Article(paragraph.title, paragraph.title, (paragraph.context,))
            for paragraph in paragraphs
            if is_english(paragraph.context)
        ]
        english = EnglishNames([*(a for a in read_articles(corpus) if a.is_english), *articles])
        return cls(
            KoreanNearMisses(Analyzer(gazetteer.proper_names()), gazetteer),
            EnglishNearMisses(english),
        )


def near_misses_of(
    paragraphs: Sequence[GoldParagraph], writers: Writers, random: Random
) -> Iterator[tuple[GoldParagraph, GoldQuestion, list[NearMiss]]]:
    """Change every question that has an answer, in every way that can be had.

    Args:
        paragraphs: Those of an article one after the other; names are exchanged with those of
            their article and with what is asked of others.
        writers: For each language.
        random: Source of chance.
    """
    here: dict[str, NamePool] = {}
    everywhere = {True: NamePool(), False: NamePool()}
    for paragraph in paragraphs:
        writer = writers.of(paragraph)
        here.setdefault(paragraph.title, NamePool()).add(writer.spots(paragraph.context))
        for question in paragraph.questions:
            everywhere[is_english(paragraph.context)].add(writer.spots(question.text))
    for paragraph in paragraphs:
        pools = [here[paragraph.title], everywhere[is_english(paragraph.context)]]
        for question in paragraph.questions:
            if question.answers:
                told = Told.of(paragraph.context, question.answers)
                found = writers.of(paragraph).near_misses(question.text, told, pools, random)
                yield paragraph, question, list(found)


def unanswered(
    paragraphs: Sequence[GoldParagraph], writers: Writers, *, each: int, seed: int
) -> Iterator[written.SquadParagraph]:
    """Yield the paragraphs with up to so many near misses of each of their questions alone."""
    random = Random(seed)  # noqa: S311
    rows: list[written.SquadQuestion] = []
    current: GoldParagraph | None = None
    for paragraph, question, misses in near_misses_of(paragraphs, writers, random):
        if current is not None and paragraph is not current and rows:
            yield {"title": current.title, "context": current.context, "qas": rows}
            rows = []
        current = paragraph
        rows += [
            {
                "id": f"{question.id}-{miss.change}-{seed}",
                "question": miss.question,
                "kind": f"{written.UNANSWERABLE}-{miss.change}",
                "answers": [],
                "is_impossible": True,
            }
            for miss in draw(misses, each, random)
        ]
    if current is not None and rows:
        yield {"title": current.title, "context": current.context, "qas": rows}
