"""Paragraphs with questions -> examples as token ids, tokenized as the reader does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from exporter.calibration.paragraphs import (
    FormatError,
    GoldParagraph,
    GoldQuestion,
    read_paragraphs,
)
from exporter.train.data.examples import Examples, Ids, Int32, Int64
from mrc_core.artifact import ReaderConfig
from mrc_core.errors import EmptyQuestionError
from mrc_core.featurize.featurizer import Featurizer

# Characters by which an answer's tokens may be longer than the answer, both ends together: a
# vocabulary cannot cut everywhere. An answer that fits worse teaches wrong boundaries.
_MISFIT = 3
# No passage is cut here; training takes another window of it every time.
_UNCUT = 1_000_000


def pack(
    paragraphs: Iterable[GoldParagraph], tokenizer: Tokenizer, config: ReaderConfig
) -> tuple[Examples, int]:
    """Tokenize paragraphs with questions as the reader does.

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
    question: GoldQuestion, context: str, offsets: Int32, longest: int
) -> tuple[int, int] | None:
    """Return first and last token of the first reference that fits; (-1, -1) for no answer.

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
    """Load examples of packed (.npz) and plain question files; count what was left out.

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
