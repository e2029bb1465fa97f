"""Question files, in the forms that `mrc-eval` reads.

Files are plain, .xz or .gz; "FILE#0:60" is the
first sixty articles of a SQuAD file.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from mrc_core.evaluate.questions import Asking, DataError, decoded, read_articles, read_line
from mrc_core.evaluate.squad import split_articles

_OPENERS = {".xz": lzma.open, ".gz": gzip.open}


class FormatError(ValueError):
    """A file is not what its name says."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question about a paragraph; `answers` (text, start) is empty if it has none there."""

    id: str
    text: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A passage and what is asked about it."""

    title: str
    context: str
    questions: tuple[GoldQuestion, ...]


def read_paragraphs(file: Path) -> Iterator[GoldParagraph]:
    """Yield the paragraphs of a question file; JSON lines are streamed.

    Raises:
        FormatError: The file is neither SQuAD JSON nor lines of paragraphs.
    """
    name, articles = split_articles(file.name)
    path = file.with_name(name)
    opened = cast(Callable[..., BinaryIO], _OPENERS.get(path.suffix, open))
    try:
        with opened(path, "rb") as stream:
            if ".jsonl" in path.suffixes:
                for number, line in enumerate(stream, 1):
                    for asking in read_line(decoded(line), number):
                        yield _paragraph(asking, f"line {number}")
                return
            for article in read_articles(decoded(stream.read()))[articles]:
                for asking in article:
                    yield _paragraph(asking, asking.title)
    except DataError as error:
        raise FormatError(f"{file}: {error}") from error
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise FormatError(f"{file} is damaged: it cannot be unpacked") from error


def write_paragraphs(paragraphs: Iterable[GoldParagraph], file: Path) -> None:
    """Write JSON lines that `read_paragraphs` reads."""
    with file.open("w", encoding="utf-8") as stream:
        for paragraph in paragraphs:
            qas = [
                {
                    "id": question.id,
                    "question": question.text,
                    "answers": [
                        {"text": t, "answer_start": start} for t, start in question.answers
                    ],
                }
                for question in paragraph.questions
            ]
            row = {"title": paragraph.title, "context": paragraph.context, "qas": qas}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _paragraph(asking: Asking, where: str) -> GoldParagraph:
    questions = tuple(
        GoldQuestion(
            asked.id,
            asked.question,
            tuple((text, _found(text, at, asking.context, where)) for text, at in asked.answers),
        )
        for asked in asking.asked
    )
    return GoldParagraph(asking.title, asking.context, questions)


def _found(text: str, start: int, context: str, where: str) -> int:
    """Return where an answer stands: as the file says, or else where it is found first."""
    found = start if start >= 0 else context.find(text)
    if found < 0:
        raise DataError(f"{where}: an answer has no start, and is not in its context")
    return found
