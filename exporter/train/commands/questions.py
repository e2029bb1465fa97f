"""From a corpus or question files to more questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from exporter.calibration.paragraphs import read_paragraphs
from exporter.progress import Steps
from exporter.train.commands.common import Corpus, one_line_errors

Questions = Annotated[list[Path], typer.Argument(help="SQuAD files or lines of paragraphs.")]
Lines = Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")]


def synthesize(
    corpus: Corpus,
    to: Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")],
    seed: Annotated[int, typer.Option(help="Another seed, other questions.")] = 0,
    names: Annotated[
        list[Path] | None,
        typer.Option(help="More of the corpus, only to learn names from; again for each file."),
    ] = None,
    paragraphs: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many. Default: the whole corpus.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1)] = 1,
    unanswerable: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share of unanswerable questions.")
    ] = 0.15,
    chat: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share asked as people type in a chat.")
    ] = 0.0,
) -> None:
    """Write questions on a text corpus, Korean or English, a paragraph in SQuAD's form a line."""
    with one_line_errors():
        from exporter.train.questions import generate
        from exporter.train.questions.squad import Plan

        plan = Plan(seed=seed, unanswerable=unanswerable, chat=chat)
        rows = generate.synthesize(corpus, plan, names=names or (), processes=processes)
        count = generate.write_questions(rows, to, paragraphs, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


def reword(
    questions: Questions,
    to: Lines,
    times: Annotated[int, typer.Option(min=1, help="Wordings of a question.")] = 1,
    share: Annotated[float, typer.Option(min=0, max=1, help="Of them that are reworded.")] = 1.0,
    seed: int = 0,
) -> None:
    """Write the questions of files as people type them in a chat."""
    with one_line_errors():
        from exporter.train.questions.chat import Chat, read_rows, reworded
        from exporter.train.questions.generate import write_questions
        from exporter.train.questions.korean.chat.chat import KoreanChat
        from exporter.train.questions.korean.morphology import Analyzer

        chat = Chat(KoreanChat(Analyzer()), seed)
        rows = (row for file in questions for row in read_rows(file))
        reworded_rows = reworded(rows, chat, times=times, share=share)
        count = write_questions(reworded_rows, to, None, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


def near_misses(
    questions: Questions,
    to: Lines,
    names: Annotated[
        list[Path] | None, typer.Option(help="A corpus to learn names from; again for each file.")
    ] = None,
    each: Annotated[int, typer.Option(min=1, help="Most of each question.")] = 1,
    seed: int = 0,
) -> None:
    """Write unanswerable questions that are near to those of question files."""
    with one_line_errors():
        from exporter.train.questions.generate import write_questions
        from exporter.train.questions.unanswered import Writers, unanswered

        paragraphs = [row for file in questions for row in read_paragraphs(file)]
        with Steps().step("Learning names"):
            writers = Writers.of_corpus(names or (), paragraphs)
        rows = unanswered(paragraphs, writers, each=each, seed=seed)
        count = write_questions(rows, to, None, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


def workplace(
    language: Annotated[Literal["korean", "english"], typer.Argument()],
    to: Lines,
    pages: Annotated[int, typer.Option(min=1)] = 1000,
    seed: int = 0,
    chat: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share asked as people type in a chat.")
    ] = 0.5,
) -> None:
    """Write pages as workplaces have them, with questions."""
    with one_line_errors():
        from exporter.train.questions.generate import write_questions
        from exporter.train.questions.workplace.write import workplace_pages

        rows = workplace_pages(language, seed, chat)
        count = write_questions(rows, to, pages, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")
