"""Question + passages -> windows of token ids with exact character offsets. Pure.

A passage longer than the model reads is cut into windows that overlap, as in BERT's
run_squad (Devlin et al. 2019): each starts about `doc_stride` tokens after the one before, at
the nearest limit of a part or a sentence, and ends at one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import regex
from tokenizers import Encoding, Tokenizer

from mrc_core.assets import ReaderConfig
from mrc_core.errors import EmptyQuestionError
from mrc_core.sentences import sentence_starts
from mrc_core.types import Int32, Passage, Windows

_SURROGATE = regex.compile(r"[\ud800-\udfff]")

# What share of a long question's kept tokens is from its start: a Korean question asks at its
# end ("... 누구인가?"), an English one at its start.
_HEAD_SHARE = 0.25

_Indices = npt.NDArray[np.int64]
_NO_LIMITS: _Indices = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `start` to `stop` (exclusive) of a passage, from parts of one `prior`."""

    passage: int
    start: int
    stop: int
    prior: float = 0.0


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A question and its passages as tokens, before windows are put together.

    Attributes:
        question: The question's tokens.
        input_ids: Of each passage, int32 [tokens]; those of its likelier parts come first.
        offsets: Of each passage, int32 [tokens, 2]: code points.
        windows: In reading order.
        question_cut: The question was longer than `max_question_length`.
    """

    question: Encoding
    input_ids: list[Int32]
    offsets: list[Int32]
    windows: list[Window]
    question_cut: bool

    def window_ids(self, index: int) -> Int32:
        """The tokens of one window, int32 [tokens]."""
        window = self.windows[index]
        return self.input_ids[window.passage][window.start : window.stop]


class Featurizer:
    """Turns text into what the model reads.

    The tokenizer's post-processor says how a pair is put together: `[CLS] q [SEP] w [SEP]`,
    `<s> q </s></s> w </s>`, whatever the checkpoint was trained with.
    """

    def __init__(self, tokenizer: Tokenizer, config: ReaderConfig) -> None:
        self._tokenizer = tokenizer
        self._config = config
        self._pair_tokens = tokenizer.num_special_tokens_to_add(is_pair=True)
        self._pad_id = next(
            (i for t in ("[PAD]", "<pad>") if (i := tokenizer.token_to_id(t)) is not None), 0
        )

    def tokenize(self, question: str, passages: Sequence[str | Passage]) -> Tokenized:
        """Tokenize, cap the question and say where the passages' windows are.

        Raises:
            EmptyQuestionError: The question has no tokens.
        """
        asked, question_cut = self._question(question)
        room = max(self._config.max_seq_length - len(asked) - self._pair_tokens, 1)
        whole = [Passage.of(passage) for passage in passages]
        encodings = self._encode([passage.text for passage in whole])
        input_ids, every_offset, windows = [], [], []
        for index, (passage, encoding) in enumerate(zip(whole, encodings, strict=True)):
            offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
            order, groups = _by_prior(passage, offsets)
            input_ids.append(np.array(encoding.ids, np.int32)[order])
            every_offset.append(offsets[order])
            limits = _limits(passage, offsets, order) if len(order) > room else _NO_LIMITS
            windows += [
                Window(index, start, stop, group.prior)
                for group in groups
                for start, stop in _windows(group, limits, room, self._config.doc_stride)
            ]
        return Tokenized(
            question=asked,
            input_ids=input_ids,
            offsets=every_offset,
            windows=windows,
            question_cut=question_cut,
        )

    def assemble(self, tokenized: Tokenized, chosen: Sequence[int] | None = None) -> Windows:
        """Pair the question with its windows (or only those `chosen`, by index) in one batch.

        Raises:
            ValueError: There are no windows; a model is never sent zero rows.
        """
        windows = tokenized.windows
        picked = windows if chosen is None else [windows[i] for i in chosen]
        if not picked:
            raise ValueError("no windows to assemble")
        # How the pair is put together does not depend on what the window says.
        pair = self._tokenizer.post_process(tokenized.question, tokenized.question)
        ids, types = np.array(pair.ids, np.int32), np.array(pair.type_ids, np.int32)
        of_window = np.flatnonzero([sequence == 1 for sequence in pair.sequence_ids])
        before, after = int(of_window[0]), int(of_window[-1]) + 1
        tail = len(ids) - after
        shape = (len(picked), before + max(w.stop - w.start for w in picked) + tail)
        input_ids = np.full(shape, self._pad_id, np.int32)
        input_mask = np.zeros(shape, np.int32)
        segment_ids = np.zeros(shape, np.int32)
        answerable = np.zeros(shape, np.bool_)
        offsets = np.zeros((*shape, 2), np.int32)
        input_ids[:, :before], segment_ids[:, :before] = ids[:before], types[:before]
        for row, window in enumerate(picked):
            end = before + window.stop - window.start
            part = slice(window.start, window.stop)
            input_ids[row, before:end] = tokenized.input_ids[window.passage][part]
            offsets[row, before:end] = tokenized.offsets[window.passage][part]
            # Post-processors of one-segment encoders give type 0 everywhere.
            segment_ids[row, before:end] = 1
            answerable[row, before:end] = True
            input_ids[row, end : end + tail] = ids[after:]
            segment_ids[row, end : end + tail] = types[after:]
            input_mask[row, : end + tail] = 1
        passage = np.array([window.passage for window in picked], np.int32)
        return Windows(input_ids, input_mask, segment_ids, answerable, offsets, passage)

    def _question(self, question: str) -> tuple[Encoding, bool]:
        asked, tail = self._encode([question, question])
        if not asked.ids:
            raise EmptyQuestionError("the question has no readable text")
        limit = self._config.max_question_length
        if len(asked) <= limit:
            return asked, False
        head_length = int(limit * _HEAD_SHARE)
        tail.truncate(limit - head_length, direction="left")
        if not head_length:
            return tail, True
        asked.truncate(head_length)
        return Encoding.merge([asked, tail], growing_offsets=False), True

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        # A lone surrogate has no UTF-8 form; one code point for one keeps the offsets. In a
        # batch, as only that lets other threads run meanwhile.
        readable = [_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text) for text in texts]
        return self._tokenizer.encode_batch(readable, add_special_tokens=False)


@dataclass(frozen=True, slots=True)
class _Group:
    """Tokens `start` to `stop` (exclusive), all from parts of one prior."""

    start: int
    stop: int
    prior: float = 0.0


def _by_prior(passage: Passage, offsets: Int32) -> tuple[_Indices, list[_Group]]:
    """The order in which tokens are read, and where in it the prior changes.

    What is unlikely to hold the answer shares no window with the rest: a menu would take the
    places of the answers among the best spans.
    """
    order = np.arange(len(offsets))
    if len({part.prior for part in passage.parts}) < 2:
        prior = passage.parts[0].prior if passage.parts else 0.0
        return order, [_Group(0, len(offsets), prior)]
    starts = np.array([part.start for part in passage.parts])
    # A token may include the space before its word, which belongs to no part.
    part = np.searchsorted(starts, offsets[:, 1] - 1, "right") - 1
    priors = np.array([part.prior for part in passage.parts])[np.maximum(part, 0)]
    order = np.argsort(-priors, kind="stable")
    edges = [0, *(np.flatnonzero(np.diff(priors[order])) + 1).tolist(), len(order)]
    groups = [_Group(low, high, float(priors[order[low]])) for low, high in pairwise(edges)]
    return order, groups


def _windows(
    group: _Group, limits: _Indices, room: int, doc_stride: int
) -> Iterator[tuple[int, int]]:
    """The first and last (exclusive) token of each window; none of nothing."""
    stride = min(doc_stride, room)
    start = group.start
    while start < group.stop:
        if start + room >= group.stop:
            yield start, group.stop
            return
        stop = _limit_before(limits, start + stride, start + room)
        yield start, stop
        start = _limit_near(limits, start + stride, start + stride // 2, stop)


def _limits(passage: Passage, offsets: Int32, order: _Indices) -> _Indices:
    """The tokens, in their order, that parts and sentences start with."""
    starts: list[int] = []
    for part in passage.parts:
        starts.append(part.start)
        if not part.whole:
            starts += sentence_starts(passage.text, part.start, part.end)
    if not passage.parts:
        starts = sentence_starts(passage.text)
    begins = np.zeros(len(offsets) + 1, np.bool_)
    begins[np.searchsorted(offsets[:, 1] - 1, starts)] = True
    return np.flatnonzero(begins[order])


def _limit_before(limits: _Indices, least: int, most: int) -> int:
    """The last limit from `least` to `most`; `most` when there is none."""
    index = int(np.searchsorted(limits, most, side="right")) - 1
    return int(limits[index]) if index >= 0 and limits[index] >= least else most


def _limit_near(limits: _Indices, wanted: int, least: int, most: int) -> int:
    """The limit nearest to `wanted` that is above `least` and at most `most`; else `wanted`."""
    index = int(np.searchsorted(limits, wanted))
    near = [int(n) for n in limits[max(index - 1, 0) : index + 1] if least < n <= most]
    return min(near, key=lambda limit: abs(limit - wanted), default=wanted)
