"""Question + passages -> windows of token ids with exact character offsets. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import regex
from tokenizers import Encoding, Tokenizer

from mrc_core.artifact import ReaderConfig
from mrc_core.errors import EmptyQuestionError
from mrc_core.featurize.layout import PairLayout, id_of
from mrc_core.featurize.lines import line_ends
from mrc_core.featurize.prefilter import prefilter
from mrc_core.featurize.windows import Window, cut_windows
from mrc_core.types import Int32, Passage, Windows

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
# Between the cells of a row that comes from a spreadsheet.
_TABS = regex.compile(r"(?<=\S)\t++(?=\S)")
_FULL_STOP = "."

# What share of a long question's kept tokens is from its start: a Korean question asks at its
# end ("... 누구인가?"), an English one at its start.
_HEAD_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A question and its passages as tokens, before windows are put together.

    Attributes:
        question: The question's tokens, int32 [tokens].
        input_ids: The tokens of each passage, int32 [tokens]; its likelier parts come first.
        offsets: Their start and end in each passage, int32 [tokens, 2], in code points.
        windows: In reading order.
        windows_total: Windows of the whole text, estimated if it was prefiltered.
        question_cut: The question was longer than `max_question_length`.
    """

    question: Int32
    input_ids: list[Int32]
    offsets: list[Int32]
    windows: list[Window]
    windows_total: int
    question_cut: bool

    def window_ids(self, index: int) -> Int32:
        """Return the tokens of one window, int32 [tokens]."""
        window = self.windows[index]
        return self.input_ids[window.passage][window.start : window.stop]


class Prepared:
    """Passages that several questions are asked of: what is made tokens for one is there for all.

    Attributes:
        passages: The texts.
        tokens: Of the blocks that were needed, by passage, start and end: their token ids,
            int32 [tokens], and offsets in the passage, int32 [tokens, 2]; of one tokenizer.
    """

    def __init__(self, passages: Sequence[str | Passage]) -> None:
        self.passages = [Passage.of(passage) for passage in passages]
        self.tokens: dict[tuple[int, int, int], tuple[Int32, Int32]] = {}


class Featurizer:
    """Turns text into what the model reads.

    The tokenizer's post-processor says how a pair is put together: `[CLS] q [SEP] w [SEP]`,
    `<s> q </s></s> w </s>`, whatever the checkpoint was trained with.
    """

    def __init__(self, tokenizer: Tokenizer, config: ReaderConfig) -> None:
        self._tokenizer = tokenizer
        self._config = config
        self._layout = PairLayout.of(tokenizer)
        self._unknown_id = id_of(tokenizer, "[UNK]", "<unk>")
        self._special_ids = [
            token_id
            for token_id, token in tokenizer.get_added_tokens_decoder().items()
            if token.special
        ]

    def tokenize(
        self,
        question: str,
        passages: Sequence[str | Passage] | Prepared,
        most_characters: int | None = None,
    ) -> Tokenized:
        """Return the question and the passages as tokens, and where the passages' windows are.

        Args:
            question: Not empty.
            passages: The texts; prepared by this featurizer, or not at all.
            most_characters: About how many characters are made tokens; of longer texts, the
                blocks that fit the question best, see `mrc_core.featurize.prefilter`. None: all.

        Raises:
            EmptyQuestionError: The question has no tokens.
        """
        asked, question_cut = self._question(question)
        room = max(self._config.max_seq_length - len(asked) - self._layout.extra, 1)
        prepared = passages if isinstance(passages, Prepared) else Prepared(passages)
        whole = prepared.passages
        characters = sum(len(passage.text) for passage in whole)
        blocks = prefilter(question, whole, most_characters or characters)
        kept = sum(end - start for of_passage in blocks for start, end in of_passage)
        stride = self._config.doc_stride
        input_ids, every_offset, windows = [], [], []
        for index, (passage, ids, offsets) in enumerate(self._passages(prepared, blocks)):
            order, cut = cut_windows(index, passage, offsets, blocks[index], room, stride)
            input_ids.append(ids[order])
            every_offset.append(offsets[order])
            windows += cut
        return Tokenized(
            question=asked,
            input_ids=input_ids,
            offsets=every_offset,
            windows=windows,
            windows_total=_windows_of_whole(
                input_ids, kept, characters, min(stride, room), len(windows)
            ),
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
        layout = self._layout
        head = np.array([*layout.before, *tokenized.question, *layout.between], np.int32)
        before, tail = len(head), len(layout.after)
        shape = (len(picked), before + max(w.stop - w.start for w in picked) + tail)
        input_ids = np.full(shape, layout.pad_id, np.int32)
        input_mask = np.zeros(shape, np.int32)
        segment_ids = np.zeros(shape, np.int32)
        answerable = np.zeros(shape, np.bool_)
        offsets = np.zeros((*shape, 2), np.int32)
        input_ids[:, :before] = head
        for row, window in enumerate(picked):
            end = before + window.stop - window.start
            part = slice(window.start, window.stop)
            input_ids[row, before:end] = tokenized.input_ids[window.passage][part]
            offsets[row, before:end] = tokenized.offsets[window.passage][part]
            # Tokenizers of one-segment encoders give type 0 everywhere.
            segment_ids[row, before:end] = 1
            answerable[row, before:end] = offsets[row, before:end, 0] < offsets[row, before:end, 1]
            input_ids[row, end : end + tail] = layout.after
            segment_ids[row, end : end + tail] = layout.last_segment
            input_mask[row, : end + tail] = 1
        passage = np.array([window.passage for window in picked], np.int32)
        return Windows(input_ids, input_mask, segment_ids, answerable, offsets, passage)

    def _question(self, question: str) -> tuple[Int32, bool]:
        """Return the question's tokens, int32 [tokens], and whether some were left out."""
        [encoding] = self._encode([_readable(question)])
        # Cut as an array: an `Encoding` keeps what is cut off it, and multiplies that when merged.
        ids = self._as_text(np.array(encoding.ids, np.int32))
        if not len(ids):
            raise EmptyQuestionError("the question has no readable text")
        limit = self._config.max_question_length
        if len(ids) <= limit:
            return ids, False
        head = int(limit * _HEAD_SHARE)
        return np.concatenate([ids[:head], ids[len(ids) - (limit - head) :]]), True

    def _passages(
        self, prepared: Prepared, blocks: Sequence[Sequence[tuple[int, int]]]
    ) -> Iterator[tuple[Passage, Int32, Int32]]:
        """Yield each passage with its blocks' token ids and their offsets in the passage."""
        known, passages = prepared.tokens, prepared.passages
        new = [
            (index, start, end)
            for index, of_passage in enumerate(blocks)
            for start, end in of_passage
            if (index, start, end) not in known
        ]
        stops = [self._line_ends(passages[index].text, start, end) for index, start, end in new]
        texts = [
            # Tabs first: an indented line begins with no cell, whatever ends the line before.
            _with_full_stops(_readable(passages[index].text[start:end]), at - start)
            for (index, start, end), at in zip(new, stops, strict=True)
        ]
        # All in one batch: blocks are encoded side by side.
        encodings = self._encode(texts)
        for (index, start, end), at, encoding in zip(new, stops, encodings, strict=True):
            ids = self._as_text(np.array(encoding.ids, np.int32))
            offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2) + start
            # No character of the passage stands there.
            unwritten = np.isin(offsets[:, 0], at)
            offsets[unwritten, 1] = offsets[unwritten, 0]
            known[index, start, end] = ids, offsets
        for index, (passage, of_passage) in enumerate(zip(passages, blocks, strict=True)):
            tokens = [known[index, start, end] for start, end in of_passage]
            nothing = np.zeros(0, np.int32), np.zeros((0, 2), np.int32)
            ids_of_blocks, offsets_of_blocks = zip(nothing, *tokens, strict=True)
            yield passage, np.concatenate(ids_of_blocks), np.concatenate(offsets_of_blocks)

    def _line_ends(self, text: str, start: int, end: int) -> Int32:
        """Return where a full stop is read at the ends of a block's lines: int32 [line ends]."""
        if not self._config.line_ends:
            return np.zeros(0, np.int32)
        return line_ends(text, start, end)

    def _as_text(self, ids: Int32) -> Int32:
        """Return the ids with those that read like a special token made unknown ones.

        `encode_special_tokens` does not keep the pieces of a Unigram model from being found.
        """
        if self._unknown_id is None:  # a vocabulary of bytes, without pieces like these
            return ids
        return np.where(np.isin(ids, self._special_ids), self._unknown_id, ids).astype(np.int32)

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        # In a batch, as only that lets other threads run meanwhile.
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)


def _with_full_stops(text: str, at: Int32) -> str:
    """Return the text with the characters `at` exchanged for full stops."""
    if not len(at):
        return text
    characters = list(text)
    for index in at:
        characters[index] = _FULL_STOP
    return "".join(characters)


def _readable(text: str) -> str:
    """Return a text that can be made tokens, with one code point for one, which keeps the offsets.

    A lone surrogate has no UTF-8 form; and no token tells of a tab, by which cells stand apart.
    """
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return _TABS.sub(lambda tabs: "|" * len(tabs[0]), text)


def _windows_of_whole(
    read: Sequence[Int32], kept: int, characters: int, step: int, windows: int
) -> int:
    """Return how many windows the whole text has, estimated from what was kept of it.

    Args:
        read: The tokens of each passage's kept blocks.
        kept: Characters of the kept blocks.
        characters: Characters of the whole text.
        step: Tokens between the starts of two windows.
        windows: Windows of the kept blocks, fewer than the whole text has.
    """
    if kept >= characters:
        return windows
    tokens = sum(map(len, read)) * characters / kept
    return max(round(tokens / step), windows)
