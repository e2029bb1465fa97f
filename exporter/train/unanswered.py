"""Question files -> unanswerable questions near to theirs, of the same passages.

Example:
    python -m exporter.train.unanswered korquad/dev_a.json#0:60 --to near.jsonl.gz --seed 1
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from exporter.train import asked as written
from exporter.train.corpus import Article, CorpusError, is_english, read_articles
from exporter.train.data import FormatError, Paragraph, Question, read_paragraphs
from exporter.train.english.names import Names as EnglishNames
from exporter.train.english.near_miss import EnglishNearMisses
from exporter.train.korean.gazetteer import build_gazetteer
from exporter.train.korean.morphology import Analyzer
from exporter.train.korean.near_miss import KoreanNearMisses
from exporter.train.lines import opened
from exporter.train.near_miss import Names, NearMiss, NearMissWriter, Told, draw


@dataclass(frozen=True, slots=True)
class Writers:
    """What changes questions, for each language."""

    korean: NearMissWriter
    english: NearMissWriter

    def of(self, paragraph: Paragraph) -> NearMissWriter:
        """The writer for a paragraph's language."""
        return self.english if is_english(paragraph.context) else self.korean

    @classmethod
    def of_corpus(cls, corpus: Sequence[Path], paragraphs: Iterable[Paragraph]) -> Writers:
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
    paragraphs: Sequence[Paragraph], writers: Writers, random: Random
) -> Iterator[tuple[Paragraph, Question, list[NearMiss]]]:
    """Change every question that has an answer, in every way that can be had.

    Args:
        paragraphs: Those of an article one after the other; names are exchanged with those of
            their article and with what is asked of others.
        writers: For each language.
        random: Source of chance.
    """
    here: dict[str, Names] = {}
    everywhere = {True: Names(), False: Names()}
    for paragraph in paragraphs:
        writer = writers.of(paragraph)
        here.setdefault(paragraph.title, Names()).add(writer.spots(paragraph.context))
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
    paragraphs: Sequence[Paragraph], writers: Writers, *, each: int, seed: int
) -> Iterator[written.Paragraph]:
    """Yield the paragraphs with up to so many near misses of each of their questions alone."""
    random = Random(seed)  # noqa: S311
    rows: list[written.Question] = []
    current: Paragraph | None = None
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


def _command(
    questions: Annotated[list[Path], typer.Argument(help="SQuAD files or lines of paragraphs.")],
    to: Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")],
    names: Annotated[
        list[Path] | None, typer.Option(help="A corpus to learn names from; again for each file.")
    ] = None,
    each: Annotated[int, typer.Option(min=1, help="Most of each question.")] = 1,
    seed: int = 0,
) -> None:
    """Write unanswerable questions that are near to those of question files."""
    try:
        paragraphs = [row for file in questions for row in read_paragraphs(file)]
        writers = Writers.of_corpus(names or (), paragraphs)
        count = 0
        with opened(to) as stream:
            for row in unanswered(paragraphs, writers, each=each, seed=seed):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += len(row["qas"])
    except (FormatError, CorpusError, OSError) as error:
        typer.echo(f"exporter.train.unanswered: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{count} questions in {to}")


if __name__ == "__main__":
    typer.run(_command)
