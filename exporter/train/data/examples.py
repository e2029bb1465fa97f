"""Question files -> examples as token ids, small enough to hold or to send in the million.

Files are SQuAD or KorQuAD JSON, or JSON lines of their paragraphs (what the question generator
writes), plain, .xz or .gz. "FILE#0:60" is the first sixty articles of a SQuAD file.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TextIO, cast

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from mrc_core.artifact import ReaderConfig
from mrc_core.errors import EmptyQuestionError
from mrc_core.evaluate.squad import split_articles
from mrc_core.featurize.featurizer import Featurizer

Ids = npt.NDArray[np.unsignedinteger[Any]]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

_OPENERS = {".xz": lzma.open, ".gz": gzip.open}

# Characters by which an answer's tokens may be longer than the answer, both ends together: a
# vocabulary cannot cut everywhere. An answer that fits worse teaches wrong boundaries.
_MISFIT = 3
# No passage is cut here; training takes another window of it every time.
_UNCUT = 1_000_000


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


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions, their passages, and where the answers are, as flat arrays.

    Passages are kept once, however many questions there are about them, and those of an article
    stand together.

    Attributes:
        passage_tokens: uint16 or uint32 [all tokens], one passage after the other.
        passage_bounds: int64 [passages + 1], where each passage starts, and the end.
        article: int32 [passages], the same number for those of an article; never falls.
        question_tokens: uint16 or uint32 [all tokens], capped as the reader caps them.
        question_bounds: int64 [examples + 1].
        passage: int32 [examples], the index of the passage that is asked.
        start: int32 [examples], the answer's first token in its passage; -1 if there is none.
        end: int32 [examples], its last token.
    """

    passage_tokens: Ids
    passage_bounds: Int64
    article: Int32
    question_tokens: Ids
    question_bounds: Int64
    passage: Int32
    start: Int32
    end: Int32

    def __len__(self) -> int:
        return len(self.passage)

    def passage_at(self, index: int) -> Ids:
        """The tokens of a passage."""
        return self.passage_tokens[self.passage_bounds[index] : self.passage_bounds[index + 1]]

    def question_at(self, index: int) -> Ids:
        """The tokens of an example's question."""
        return self.question_tokens[self.question_bounds[index] : self.question_bounds[index + 1]]

    def save(self, file: Path) -> None:
        """Write a compressed .npz."""
        np.savez_compressed(file, **{field.name: getattr(self, field.name) for field in _FIELDS})

    @classmethod
    def load(cls, file: Path) -> Examples:
        """Read what `save` wrote.

        Raises:
            FormatError: The file holds something else.
        """
        with np.load(file) as arrays:
            missing = [field.name for field in _FIELDS if field.name not in arrays.files]
            if missing:
                raise FormatError(f"{file} has no {', '.join(missing)}: not made by mrc-train pack")
            return cls(**{field.name: arrays[field.name] for field in _FIELDS})

    @classmethod
    def join(cls, parts: Sequence[Examples]) -> Examples:
        """One after the other; articles of different parts stay apart."""
        if len(parts) == 1:
            return parts[0]
        passages = _before(len(part.article) for part in parts)
        articles = _before(int(part.article.max(initial=-1)) + 1 for part in parts)
        return cls(
            np.concatenate([part.passage_tokens for part in parts]),
            _join_bounds([part.passage_bounds for part in parts]),
            np.concatenate([p.article + n for p, n in zip(parts, articles, strict=True)]),
            np.concatenate([part.question_tokens for part in parts]),
            _join_bounds([part.question_bounds for part in parts]),
            np.concatenate([p.passage + n for p, n in zip(parts, passages, strict=True)]),
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.end for part in parts]),
        )


_FIELDS = fields(Examples)


def read_paragraphs(file: Path) -> Iterator[Paragraph]:
    """The paragraphs of a question file; JSON lines are streamed.

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


def pack(
    paragraphs: Iterable[Paragraph], tokenizer: Tokenizer, config: ReaderConfig
) -> tuple[Examples, int]:
    """Tokenize as the reader does.

    Args:
        paragraphs: Those of an article one after the other.
        tokenizer: The reader's.
        config: Its max_question_length and max_answer_length are used.

    Returns:
        The examples, and how many questions were left out: no token of theirs is readable, or no
        reference of theirs stands where it should, begins and ends about where tokens do, and is
        within max_answer_length.
    """
    featurizer = Featurizer(tokenizer, config.model_copy(update={"max_seq_length": _UNCUT}))
    dtype: type[np.unsignedinteger[Any]] = (
        np.uint16 if tokenizer.get_vocab_size() <= 1 << 16 else np.uint32
    )
    passages: list[Ids] = []
    articles: list[int] = []
    questions: list[Ids] = []
    rows: list[tuple[int, int, int]] = []
    left_out, article, title = 0, -1, None
    for paragraph in paragraphs:
        if paragraph.title != title or not title:
            article, title = article + 1, paragraph.title
        offsets: Int32 | None = None
        for question in paragraph.questions:
            try:
                # The passage is the same for all its questions: it is encoded once.
                unread = [paragraph.context] if offsets is None else []
                made = featurizer.tokenize(question.text, unread)
            except EmptyQuestionError:
                left_out += 1
                continue
            if offsets is None:
                if not made.windows:
                    left_out += len(paragraph.questions)
                    break
                offsets = made.offsets[0]
                passages.append(made.input_ids[0].astype(dtype))
                articles.append(article)
            span = _answer_span(question, paragraph.context, offsets, config.max_answer_length)
            if span is None:
                left_out += 1
                continue
            questions.append(made.question.astype(dtype))
            rows.append((len(passages) - 1, *span))
    columns = np.array(rows, np.int32).reshape(-1, 3)
    packed = Examples(
        np.concatenate(passages or [np.zeros(0, dtype)]),
        _bounds(passages),
        np.array(articles, np.int32),
        np.concatenate(questions or [np.zeros(0, dtype)]),
        _bounds(questions),
        *np.ascontiguousarray(columns.T),
    )
    return packed, left_out


def _answer_span(
    question: Question, context: str, offsets: Int32, longest: int
) -> tuple[int, int] | None:
    """First and last token of the first reference that fits; (-1, -1) if there is no answer.

    Args:
        question: Its references are tried in turn.
        context: The passage.
        offsets: int32 [tokens, 2], of its tokens.
        longest: Most tokens of an answer.
    """
    if not question.answers:
        return -1, -1
    for text, start in question.answers:
        stop = start + len(text)
        if not text or context[start:stop] != text:
            continue
        inside = np.flatnonzero((offsets[:, 1] > start) & (offsets[:, 0] < stop))
        if not len(inside) or len(inside) > longest:
            continue
        first, last = int(inside[0]), int(inside[-1])
        if abs(int(offsets[first, 0]) - start) + abs(int(offsets[last, 1]) - stop) <= _MISFIT:
            return first, last
    return None


def load_examples(
    files: Iterable[Path], tokenizer: Tokenizer, config: ReaderConfig
) -> tuple[Examples, int]:
    """Examples of packed (.npz) and plain question files, and how many questions were left out.

    Raises:
        FormatError: A file is none of those, or there is no example in them.
    """
    parts: list[Examples] = []
    left_out = 0
    for file in files:
        if file.suffix == ".npz":
            parts.append(Examples.load(file))
        else:
            part, without = pack(read_paragraphs(file), tokenizer, config)
            parts.append(part)
            left_out += without
    if not sum(map(len, parts)):
        raise FormatError("the files have no question that can be trained on")
    return Examples.join(parts), left_out


def _bounds(parts: Sequence[Ids]) -> Int64:
    return np.cumsum([0, *map(len, parts)], dtype=np.int64)


def _join_bounds(parts: Sequence[Int64]) -> Int64:
    tokens = _before(int(bounds[-1]) for bounds in parts)
    shifted = [bounds[1:] + before for bounds, before in zip(parts, tokens, strict=True)]
    return np.concatenate([np.zeros(1, np.int64), *shifted])


def _before(counts: Iterable[int]) -> list[int]:
    """How many there are before each part."""
    totals = [0]
    for count in counts:
        totals.append(totals[-1] + count)
    return totals[:-1]
