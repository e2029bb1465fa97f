"""Question + passages -> windows of token ids with exact character offsets. Pure.

A passage longer than the model reads is cut into windows that overlap, as in BERT's
run_squad (Devlin et al. 2019): each starts `doc_stride` tokens after the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import regex
from tokenizers import Encoding, Tokenizer

from mrc_core.assets import ReaderConfig
from mrc_core.errors import EmptyQuestionError
from mrc_core.types import Windows

_SURROGATE = regex.compile(r"[\ud800-\udfff]")

# What share of a long question's kept tokens is from its start: a Korean question asks at its
# end ("... 누구인가?"), an English one at its start.
_HEAD_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A question and the windows of its passages, before they are put together.

    Attributes:
        windows: (passage index, tokens of the window), in reading order.
        question_cut: The question was longer than `max_question_length`.
    """

    question: Encoding
    windows: list[tuple[int, Encoding]]
    question_cut: bool


class Featurizer:
    """Turns text into what the model reads.

    The tokenizer's post-processor puts each pair together: `[CLS] q [SEP] w [SEP]`,
    `<s> q </s></s> w </s>`, whatever the checkpoint was trained with.
    """

    def __init__(self, tokenizer: Tokenizer, config: ReaderConfig) -> None:
        self._tokenizer = tokenizer
        self._config = config
        self._pair_tokens = tokenizer.num_special_tokens_to_add(is_pair=True)
        self._pad_id = next(
            (i for t in ("[PAD]", "<pad>") if (i := tokenizer.token_to_id(t)) is not None), 0
        )

    def tokenize(self, question: str, passages: Sequence[str]) -> Tokenized:
        """Tokenize, cap the question and cut the passages into windows.

        Raises:
            EmptyQuestionError: The question has no tokens.
        """
        asked, question_cut = self._question(question)
        room = max(self._config.max_seq_length - len(asked) - self._pair_tokens, 1)
        windows: list[tuple[int, Encoding]] = []
        for index, passage in enumerate(passages):
            tokens = self._encode(passage)
            if not tokens.ids:
                continue
            # An Encoding is cut by itself: the tokenizer's own truncation is shared state.
            tokens.truncate(room, stride=max(room - self._config.doc_stride, 0))
            windows.append((index, tokens))
            windows.extend((index, rest) for rest in tokens.overflowing)
        return Tokenized(asked, windows, question_cut)

    def assemble(self, tokenized: Tokenized, chosen: Iterable[int] | None = None) -> Windows:
        """Pair the question with its windows (or only those `chosen`, by index) in one batch.

        Raises:
            ValueError: There are no windows; a model is never sent zero rows.
        """
        windows = tokenized.windows
        picked = windows if chosen is None else [windows[i] for i in chosen]
        if not picked:
            raise ValueError("no windows to assemble")
        pairs = [self._tokenizer.post_process(tokenized.question, part) for _, part in picked]
        shape = (len(pairs), max(len(pair) for pair in pairs))
        input_ids = np.full(shape, self._pad_id, np.int32)
        input_mask = np.zeros(shape, np.int32)
        segment_ids = np.zeros(shape, np.int32)
        answerable = np.zeros(shape, np.bool_)
        offsets = np.zeros((*shape, 2), np.int32)
        for row, pair in enumerate(pairs):
            length = len(pair)
            of_passage = np.array([s == 1 for s in pair.sequence_ids], np.bool_)
            input_ids[row, :length] = pair.ids
            input_mask[row, :length] = 1
            # Post-processors of one-segment encoders give type 0 everywhere.
            segment_ids[row, :length] = np.maximum(pair.type_ids, of_passage)
            answerable[row, :length] = of_passage
            offsets[row, :length] = pair.offsets
        passage = np.array([index for index, _ in picked], np.int32)
        return Windows(input_ids, input_mask, segment_ids, answerable, offsets, passage)

    def _question(self, question: str) -> tuple[Encoding, bool]:
        asked = self._encode(question)
        if not asked.ids:
            raise EmptyQuestionError("the question has no readable text")
        limit = self._config.max_question_length
        if len(asked) <= limit:
            return asked, False
        tail = self._encode(question)
        head_length = int(limit * _HEAD_SHARE)
        tail.truncate(limit - head_length, direction="left")
        if not head_length:
            return tail, True
        asked.truncate(head_length)
        return Encoding.merge([asked, tail], growing_offsets=False), True

    def _encode(self, text: str) -> Encoding:
        # A lone surrogate has no UTF-8 form; one code point for one keeps the offsets.
        return self._tokenizer.encode(_SURROGATE.sub("�", text), add_special_tokens=False)
