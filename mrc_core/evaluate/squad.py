"""The questions of a file, each with what it is asked of, for measuring a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mrc_core.evaluate.questions import (
    Article,
    DataError,
    LabelledQuestion,
    decoded,
    read_articles,
    unique_ids,
)
from mrc_core.types import Part, Passage

_ARTICLES = re.compile(r"(.+)#([0-9]*):([0-9]*)")
_BETWEEN_PARAGRAPHS = "\n"


@dataclass(frozen=True, slots=True)
class Example:
    """One question of a data set; no references when it cannot be answered."""

    id: str
    question: str
    context: Passage
    references: tuple[str, ...]


def split_articles(name: str) -> tuple[str, slice]:
    """Return a file's name and the articles that are meant: "dev.json#60:" is the 61st and on."""
    found = _ARTICLES.fullmatch(name)
    if found is None:
        return name, slice(None)
    first, stop = (int(number) if number else None for number in found.group(2, 3))
    return found[1], slice(first, stop)


def load_examples(path: Path, *, documents: bool = False) -> tuple[list[Example], bool]:
    """Read the questions of a file; "dev.json#60:70" is its articles 60 to 69.

    Args:
        path: The file.
        documents: A question's context is its whole article, and not its paragraph.

    Returns:
        The questions, and whether the set marks unanswerable ones (`is_impossible`).

    Raises:
        DataError: The file cannot be read, or is not in this format.
    """
    name, which = split_articles(path.name)
    try:
        articles = read_articles(decoded(path.with_name(name).read_bytes()))[which]
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    except DataError as error:
        raise DataError(f"{path}: {error}") from error
    rows = list(_rows(unique_ids(articles), documents=documents))
    if not rows:
        raise DataError(f"{path} has no questions")
    examples = [
        Example(asked.id, asked.question, context, tuple(text for text, _ in asked.answers))
        for context, asked in rows
    ]
    return examples, any(asked.is_marked for _, asked in rows)


def _rows(
    articles: Sequence[Article], *, documents: bool
) -> Iterator[tuple[Passage, LabelledQuestion]]:
    """Yield the questions, each with the passage it is asked of."""
    for article in articles:
        whole = _joined([paragraph.context for paragraph in article]) if documents else None
        for paragraph in article:
            for asked in paragraph.asked:
                yield whole or Passage(paragraph.context), asked


def _joined(paragraphs: list[str]) -> Passage:
    """Return an article as the bot has it of a page, its paragraphs as parts."""
    parts: list[Part] = []
    start = 0
    for paragraph in paragraphs:
        parts.append(Part(start, start + len(paragraph)))
        start += len(paragraph) + len(_BETWEEN_PARAGRAPHS)
    return Passage(_BETWEEN_PARAGRAPHS.join(paragraphs), tuple(parts))
