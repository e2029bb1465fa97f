"""Question files in SQuAD 1.1, SQuAD 2.0 or KorQuAD 1.0 format, for measuring a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mrc_core.types import Part, Passage

_ARTICLES = re.compile(r"(.+)#([0-9]*):([0-9]*)")
_BETWEEN_PARAGRAPHS = "\n"


class DataError(Exception):
    """The file is no data set of the format."""


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
        articles = json.loads(path.with_name(name).read_bytes())["data"][which]
        rows = [row for article in articles for row in _rows(article["paragraphs"], documents)]
        marked = any("is_impossible" in row for _, row in rows)
        examples = [
            Example(
                str(row["id"]),
                _text(row["question"]),
                context,
                ()
                if row.get("is_impossible")
                else tuple(_text(answer["text"]) for answer in row["answers"]),
            )
            for context, row in rows
        ]
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is not in SQuAD format ({type(error).__name__})") from error
    if not examples:
        raise DataError(f"{path} has no questions")
    return examples, marked


def _rows(
    paragraphs: list[dict[str, Any]], documents: bool
) -> Iterator[tuple[Passage, dict[str, Any]]]:
    """Yield the questions of an article, each with the passage it is asked of."""
    texts = [_text(paragraph["context"]) for paragraph in paragraphs]
    whole = _joined(texts) if documents else None
    for text, paragraph in zip(texts, paragraphs, strict=True):
        for row in paragraph["qas"]:
            yield whole or Passage(text), row


def _joined(paragraphs: list[str]) -> Passage:
    """Return an article as the bot has it of a page, its paragraphs as parts."""
    parts: list[Part] = []
    start = 0
    for paragraph in paragraphs:
        parts.append(Part(start, start + len(paragraph)))
        start += len(paragraph) + len(_BETWEEN_PARAGRAPHS)
    return Passage(_BETWEEN_PARAGRAPHS.join(paragraphs), tuple(parts))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
