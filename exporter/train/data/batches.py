"""The windows of a batch, put together: which of a passage, with which of its words masked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exporter.train.data.examples import Examples, Ids, Int32
from exporter.train.data.masking import TokenMasking
from exporter.train.data.swaps import Swaps
from exporter.train.data.synonyms import SynonymReplacement
from mrc_core.featurize.layout import PairLayout


@dataclass(frozen=True, slots=True)
class Mix:
    """Where a stage's batches come from.

    Attributes:
        sizes: Examples of each source; in `examples` the sources stand one after the other.
        times: How often each source's examples are read in an epoch; 0.5 is a random half.
        batch: Windows of a batch.
        length: Most tokens of a window.
        unanswerable: Share of the questions asked of another passage of their article; and of
            windows without the answer, among those of passages that are longer than a window.
        seed: Of the run and the stage.
        synonyms: Replaces words of the questions, if any.
        masked: Share of the words that are masked.
        swaps: Exchange the questions' subjects, if any.
    """

    examples: Examples
    sizes: tuple[int, ...]
    times: tuple[float, ...]
    layout: PairLayout
    batch: int
    length: int
    unanswerable: float
    seed: tuple[int, ...]
    synonyms: SynonymReplacement | None = None
    masked: float = 0.0
    swaps: Swaps | None = None


@dataclass(frozen=True, slots=True)
class BatchIndices:
    """A batch before its tokens are put together.

    Attributes:
        length: Of its windows.
        examples: int64 [batch], indices of examples.
        passages: int32 [batch], of the passage each question is asked of: its own or, to have it
            without an answer, another of the article.
    """

    length: int
    examples: npt.NDArray[np.int64]
    passages: Int32


@dataclass(frozen=True, slots=True)
class TrainingBatch:
    """What a training step takes.

    Attributes:
        inputs: `input_ids`, `input_mask`, `segment_ids` int32 [batch, length].
        targets: `start` int32 [batch], position of the answer's first token, 0 if there is none;
            `end` int32 [batch], of its last; `masked` and `words`: see `masking.MaskedTokens`.
    """

    inputs: dict[str, Int32]
    targets: dict[str, Int32]

    def __len__(self) -> int:
        return len(self.targets["start"])


def assemble(mix: Mix, planned: BatchIndices, rng: np.random.Generator) -> TrainingBatch:
    """Put the windows of a batch together, as the reader's tokenizer does.

    Args:
        mix: Of the stage.
        planned: Which of its examples.
        rng: Draws the windows, and the words that are exchanged.
    """
    examples, layout = mix.examples, mix.layout
    shape = (len(planned.examples), planned.length)
    ids = np.full(shape, layout.pad_id, np.int32)
    mask, segments = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    start, end = np.zeros(shape[0], np.int32), np.zeros(shape[0], np.int32)
    for row, example in enumerate(planned.examples):
        question = examples.question_at(example)
        if mix.synonyms is not None:
            question = mix.synonyms.replaced(question, rng)
        passage, span = _asked(examples, int(example), int(planned.passages[row]))
        swapped = None
        if mix.swaps is not None and span is not None and rng.random() < mix.swaps.share:
            swapped = mix.swaps.of_question(question, passage, rng)
        question = question if swapped is None else swapped[: 2 * len(question)]
        room = max(planned.length - len(question) - layout.extra, 1)
        first = window_start(len(passage), room, span, mix.unanswerable, rng)
        part = passage[first : first + room]
        window = (layout.before, question, layout.between, part, layout.after)
        whole = np.concatenate(window)
        stop = len(whole) - len(layout.after)
        begin = stop - len(part)
        ids[row, : len(whole)] = whole
        mask[row, : len(whole)] = 1
        segments[row, begin:stop] = 1
        segments[row, stop : len(whole)] = layout.last_segment
        # Of a swapped question the window holds what would be the answer, all the same.
        if swapped is not None:
            continue
        if span is not None and first <= span[0] and span[1] < first + len(part):
            start[row], end[row] = begin + span[0] - first, begin + span[1] - first
    masked = TokenMasking(layout, mix.masked).mask(ids, rng)
    return TrainingBatch(
        {"input_ids": ids, "input_mask": mask, "segment_ids": segments},
        {"start": start, "end": end, "masked": masked.positions, "words": masked.words},
    )


def window_start(
    tokens: int, room: int, span: tuple[int, int] | None, away: float, rng: np.random.Generator
) -> int:
    """Return where a random window of a passage starts.

    Args:
        tokens: Of the passage.
        room: Of the window.
        span: First and last token of the answer, which the whole window then holds, if it has
            room for it; None if there is no answer.
        away: How probably it rather ends before the answer or starts after it, if it can.
        rng: Draws it.
    """
    last = max(tokens - room, 0)
    if span is None:
        return int(rng.integers(last + 1))
    if last and rng.random() < away:
        before, after = max(span[0] - room + 1, 0), max(last - span[1], 0)
        if before + after:
            drawn_start = int(rng.integers(before + after))
            return drawn_start if drawn_start < before else drawn_start - before + span[1] + 1
    low, high = max(span[1] - room + 1, 0), min(span[0], last)
    return int(rng.integers(low, high + 1)) if low <= high else high


def _asked(examples: Examples, example: int, asked: int) -> tuple[Ids, tuple[int, int] | None]:
    """Return the passage that is asked, and where in it the answer is.

    Another passage than the question's own has no answer, unless the answer's tokens stand there,
    too: then its own is asked after all.
    """
    own = int(examples.passage[example])
    first, last = int(examples.start[example]), int(examples.end[example])
    passage = examples.passage_at(own)
    if asked != own:
        other = examples.passage_at(asked)
        if first < 0 or not _occurs(passage[first : last + 1], other):
            return other, None
    return passage, (None if first < 0 else (first, last))


def _occurs(part: Ids, whole: Ids) -> bool:
    if len(part) > len(whole):
        return False
    windows = np.lib.stride_tricks.sliding_window_view(whole, len(part))
    return bool((windows == part).all(axis=1).any())
