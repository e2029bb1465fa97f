"""Questions on Korean and English text: SQuAD's paragraphs, streamed, the same for one seed."""

from __future__ import annotations

import json
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from exporter.train.questions.chat import Chat
from exporter.train.questions.corpus import Article, read_articles
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.writer import EnglishWriter
from exporter.train.questions.korean.chat.chat import KoreanChat
from exporter.train.questions.korean.gazetteer import Gazetteer, build_gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.writer import KoreanWriter
from exporter.train.questions.lines import opened
from exporter.train.questions.squad import Plan, QuestionWriter, SquadParagraph
from mrc_core.evaluate.progress import SteadyProgress

_BATCH = 16
_BATCHES_AHEAD = 4


def synthesize(
    files: Sequence[Path],
    plan: Plan | None = None,
    *,
    names: Sequence[Path] = (),
    processes: int = 1,
) -> Iterator[SquadParagraph]:
    """Ask questions of a corpus.

    Args:
        files: As `read_articles` takes them; read twice, the first time for names.
        plan: The seed, and how much is asked.
        names: More of them to read names from: the more are known, the better the questions
            tell people from places and things.
        processes: Of how many; the result is the same.

    Yields:
        The passages with their questions, in the order of the corpus.

    Raises:
        CorpusError: A file cannot be read as a corpus.
    """
    known = [*files, *(file for file in names if file not in files)]
    gazetteer = build_gazetteer(a for a in read_articles(known) if not a.is_english)
    english = EnglishNames(a for a in read_articles(known) if a.is_english)
    plan = plan or Plan()
    if processes == 1:
        writers = _Writers(gazetteer, english, plan)
        for article in read_articles(files):
            yield from writers.paragraphs(article)
        return
    # Spawned, not forked: the caller may have the threads of a training framework.
    with ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(gazetteer, english, plan),
    ) as pool:
        pending: deque[Future[list[SquadParagraph]]] = deque()
        try:
            for batch in _batches(read_articles(files)):
                pending.append(pool.submit(_write, batch))
                if len(pending) >= processes * _BATCHES_AHEAD:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _batches(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    iterator = iter(articles)
    while batch := tuple(islice(iterator, _BATCH)):
        yield batch


class _Writers:
    """A writer for each language."""

    def __init__(self, gazetteer: Gazetteer, english: EnglishNames, plan: Plan) -> None:
        analyzer = Analyzer(gazetteer.proper_names())
        self._korean = KoreanWriter(analyzer, gazetteer, plan)
        self._english = EnglishWriter(english, plan)
        self._chat = Chat(KoreanChat(analyzer), plan.seed)
        self._share = plan.chat

    def paragraphs(self, article: Article) -> list[SquadParagraph]:
        writer: QuestionWriter = self._english if article.is_english else self._korean
        return [self._chat.of(row, self._share) for row in writer.paragraphs(article)]


class _Worker:
    """A process's own writers: Kiwi cannot be sent to it."""

    writers: _Writers


def _start(gazetteer: Gazetteer, english: EnglishNames, plan: Plan) -> None:
    _Worker.writers = _Writers(gazetteer, english, plan)


def _write(articles: tuple[Article, ...]) -> list[SquadParagraph]:
    return [p for article in articles for p in _Worker.writers.paragraphs(article)]


def write_questions(
    paragraphs: Iterable[SquadParagraph], to: Path, most: int | None, console: Console
) -> int:
    """Write the paragraphs with their questions, one a line.

    Args:
        paragraphs: As `synthesize` yields them.
        to: A .jsonl, .jsonl.xz or .jsonl.gz file.
        most: How many of them; None: all.
        console: For the progress bar.

    Returns:
        The number of questions.

    Raises:
        OSError: The file cannot be written.
    """
    columns = (
        TextColumn("Asking"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.0f} questions/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    questions = 0
    with (
        opened(to) as stream,
        SteadyProgress(*columns, console=console) as progress,
    ):
        task = progress.add_task("", total=most, rate=0.0)
        for row in islice(paragraphs, most):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            questions += len(row["qas"])
            elapsed = progress.tasks[task].elapsed or 0.0
            progress.update(task, advance=1, rate=questions / elapsed if elapsed else 0.0)
    return questions
