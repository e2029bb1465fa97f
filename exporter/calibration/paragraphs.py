"""Question files: SQuAD or KorQuAD JSON, or JSON lines of their paragraphs.

The lines are what the question generator writes. Files are plain, .xz or .gz; "FILE#0:60" is the
first sixty articles of a SQuAD file.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from mrc_core.evaluate.squad import split_articles

_OPENERS = {".xz": lzma.open, ".gz": gzip.open}


class FormatError(ValueError):
    """A file is not what its name says."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a paragraph; `answers` (text, start) is empty if it has none there."""

    id: str
    text: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage and what is asked about it."""

    title: str
    context: str
    questions: tuple[Question, ...]


def read_paragraphs(file: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs of a question file; JSON lines are streamed.

    Raises:
        FormatError: The file is neither SQuAD JSON nor lines of paragraphs.
    """
    name, articles = split_articles(file.name)
    path = file.with_name(name)
    opened = cast(Callable[..., TextIO], _OPENERS.get(path.suffix, open))
    try:
        with opened(path, "rt", encoding="utf-8") as stream:
            if ".jsonl" in path.suffixes:
                for line in stream:
                    row = json.loads(line)
                    yield _paragraph(row["title"], row)
                return
            for article in json.load(stream)["data"][articles]:
                for row in article["paragraphs"]:
                    yield _paragraph(article.get("title", ""), row)
    except (ValueError, KeyError, TypeError, EOFError, lzma.LZMAError) as error:
        raise FormatError(f"{file} is not in SQuAD format ({type(error).__name__})") from error


def write_paragraphs(paragraphs: Iterable[Paragraph], file: Path) -> None:
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


def _paragraph(title: str, row: dict[str, Any]) -> Paragraph:
    questions = tuple(
        Question(
            str(qa["id"]),
            qa["question"],
            ()
            if qa.get("is_impossible")
            else tuple((answer["text"], answer["answer_start"]) for answer in qa["answers"]),
        )
        for qa in row["qas"]
    )
    return Paragraph(title, row["context"], questions)
