"""Plain text corpora -> articles -> passages of the length that people ask about. Streaming."""

from __future__ import annotations

import gzip
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import TextIO

MIN_PASSAGE = 120
"""A paragraph shorter than this is joined to its neighbours, or left out where it has none."""

MAX_PASSAGE = 1600
"""A paragraph longer than this is cut where a sentence ends."""

# Few readers meet a short passage, fewer a very long one; KorQuAD's median is 460 characters.
_TYPICAL_PASSAGE = 400
_SHORT_SHARE = 0.35

# A text file has no articles; so many of its lines count as one.
_LINES_PER_ARTICLE = 12

_SENTENCE_END = re.compile(r"(?<=[다요까]\.)\s+|(?<=[a-z]\.)\s+(?=[A-Z])")
_LATIN, _HANGUL = re.compile(r"[a-zA-Z]"), re.compile(r"[가-힣]")
_SAMPLE = 1000
_DISTINCTION = re.compile(r"\s*\([^()]*\)$")


class CorpusError(ValueError):
    """A file cannot be read as a corpus."""


@dataclass(frozen=True, slots=True)
class Article:
    """A titled text; the title is empty where the corpus has none."""

    id: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def name(self) -> str:
        """The title without the bracket that tells it from others of its name."""
        return _DISTINCTION.sub("", self.title)

    @property
    def is_english(self) -> bool:
        """Whether most of it is."""
        return is_english(" ".join(self.paragraphs[:2]))


def is_english(text: str) -> bool:
    """Return whether a text is rather written in Latin letters than in Hangul.

    A syllable of Hangul counts as three letters: Korean texts on foreigners are full of names.
    """
    sample = text[:_SAMPLE]
    return len(_LATIN.findall(sample)) > 3 * len(_HANGUL.findall(sample))


def read_articles(files: Iterable[Path]) -> Iterator[Article]:
    """Stream the articles of `.jsonl`, `.jsonl.xz`, `.jsonl.gz` and `.txt` files.

    A line of the former is an object with `id`, `title` and `text`, whose lines are paragraphs;
    each line of a `.txt` file is a paragraph.

    Raises:
        CorpusError: A file is of another kind, or a line is no such object.
    """
    for file in files:
        with _open(file) as stream:
            yield from _text(stream, file) if file.suffix == ".txt" else _rows(stream, file)


def passages(paragraphs: Iterable[str], random: Random) -> Iterator[str]:
    """Join short neighbours and cut long paragraphs, to lengths drawn anew for each passage."""
    held: list[str] = []
    target = _target(random)
    for paragraph in _pieces(paragraphs):
        if held and sum(map(len, held)) + len(paragraph) > MAX_PASSAGE:
            yield from _joined(held)
            held = []
        held.append(paragraph)
        if sum(map(len, held)) >= target:
            yield from _joined(held)
            held, target = [], _target(random)
    yield from _joined(held)


def _target(random: Random) -> float:
    if random.random() < _SHORT_SHARE:
        return MIN_PASSAGE
    return random.triangular(MIN_PASSAGE, MAX_PASSAGE, _TYPICAL_PASSAGE)


def _pieces(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        if len(paragraph) <= MAX_PASSAGE:
            yield paragraph
            continue
        piece = ""
        for sentence in _SENTENCE_END.split(paragraph):
            if piece and len(piece) + len(sentence) > MAX_PASSAGE:
                yield piece
                piece = ""
            piece = f"{piece} {sentence}" if piece else sentence
        yield piece


def _joined(paragraphs: list[str]) -> Iterator[str]:
    text = "\n".join(paragraphs)
    if MIN_PASSAGE <= len(text) <= MAX_PASSAGE + len(paragraphs):
        yield text


def _open(file: Path) -> TextIO:
    match file.suffixes[-2:]:
        case [*_, ".txt"] | [*_, ".jsonl"]:
            return file.open(encoding="utf-8")
        case [".jsonl", ".xz"]:
            return lzma.open(file, "rt", encoding="utf-8")
        case [".jsonl", ".gz"]:
            return gzip.open(file, "rt", encoding="utf-8")
        case _:
            raise CorpusError(f"{file} is neither .txt nor .jsonl, .jsonl.xz, .jsonl.gz")


def _rows(stream: TextIO, file: Path) -> Iterator[Article]:
    for number, line in enumerate(stream, 1):
        try:
            row = json.loads(line)
            lines = row["text"].split("\n")
            article = Article(
                str(row["id"]), row["title"], tuple(s for x in lines if (s := x.strip()))
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorpusError(
                f"{file}:{number} is no object with id, title and text ({error})"
            ) from error
        yield article


def _text(stream: TextIO, file: Path) -> Iterator[Article]:
    lines = (stripped for line in stream if (stripped := line.strip()))
    number = 0
    while paragraphs := tuple(islice(lines, _LINES_PER_ARTICLE)):
        yield Article(f"{file.stem}-{number}", "", paragraphs)
        number += 1
