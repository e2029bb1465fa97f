"""Examples -> batches of windows. All randomness comes from (seed, stage, epoch, batch).

So a run that stops and goes on reads the very batches that it would have read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exporter.train.cloze import Cloze
from exporter.train.data import Examples, Ids, Int32
from exporter.train.layout import Layout
from exporter.train.rewording import Rewording
from exporter.train.swaps import Swaps

# XLA compiles once a shape, so windows come in few lengths.
_LENGTHS = 6
_LENGTH_STEP = 32


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
        rewording: Of the questions, if any.
        masked: Share of the words that are masked.
        swaps: Of the questions' names, if any.
    """

    examples: Examples
    sizes: tuple[int, ...]
    times: tuple[float, ...]
    layout: Layout
    batch: int
    length: int
    unanswerable: float
    seed: tuple[int, ...]
    rewording: Rewording | None = None
    masked: float = 0.0
    swaps: Swaps | None = None


@dataclass(frozen=True, slots=True)
class Planned:
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
class Batch:
    """What a training step takes.

    Attributes:
        inputs: `input_ids`, `input_mask`, `segment_ids` int32 [batch, length].
        targets: `start` int32 [batch], position of the answer's first token, 0 if there is none;
            `end` int32 [batch], of its last; `masked` and `words` as `cloze.Masked` has them.
    """

    inputs: dict[str, Int32]
    targets: dict[str, Int32]

    def __len__(self) -> int:
        return len(self.targets["start"])


def window_lengths(longest: int) -> tuple[int, ...]:
    """The few lengths of windows up to `longest`, in equal steps."""
    step = -(-longest // (_LENGTHS * _LENGTH_STEP)) * _LENGTH_STEP
    return (*range(step, longest, step), longest)


class Feed:
    """The batches of a stage by step, each the same whenever it is asked for."""

    def __init__(self, mix: Mix) -> None:
        """Nothing is drawn yet.

        Raises:
            ValueError: An epoch has no example.
        """
        examples = sum(map(int, np.multiply(mix.sizes, mix.times)))
        if not examples:
            raise ValueError("no example is read in an epoch: times is too small")
        self.steps_per_epoch = -(-examples // mix.batch)
        self._mix = mix
        self._epoch = -1
        self._plan: list[Planned] = []

    def batch(self, step: int) -> Batch:
        """The batch of a step, counted from 0; steps in order are quickest."""
        mix = self._mix
        epoch, index = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            rng = np.random.default_rng([*mix.seed, epoch])
            order = draw(mix.sizes, mix.times, rng)
            self._plan = plan(
                mix.examples,
                order,
                mix.batch,
                mix.length,
                mix.layout.extra,
                mix.unanswerable,
                rng,
            )
            self._epoch = epoch
        rng = np.random.default_rng([*mix.seed, epoch, index])
        return assemble(mix, self._plan[index], rng)


def draw(
    sizes: Sequence[int], times: Sequence[float], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """An epoch's examples, shuffled.

    Args:
        sizes: Examples of each source; the sources stand one after the other.
        times: How often each source's examples are read in an epoch; 0.5 is a random half.
        rng: Draws the parts and the order.
    """
    chosen = []
    first = 0
    for size, often in zip(sizes, times, strict=True):
        whole, rest = divmod(int(size * often), size)
        chosen += [np.arange(first, first + size)] * whole
        chosen.append(first + rng.choice(size, rest, replace=False))
        first += size
    return rng.permutation(np.concatenate(chosen))


def plan(
    examples: Examples,
    order: npt.NDArray[np.int64],
    batch: int,
    longest: int,
    extra: int,
    unanswerable: float,
    rng: np.random.Generator,
) -> list[Planned]:
    """Cut an epoch into full batches of windows of about the same length.

    What does not fill a batch goes along with the next longer windows; the last batch is filled
    up with examples drawn again. So there are ceil(len(order) / batch) batches, always.

    Args:
        examples: All there are.
        order: int64 [n], which of them the epoch reads, in what order.
        batch: Windows of a batch.
        longest: Most tokens of a window.
        extra: Tokens of a window that are of neither text.
        unanswerable: Share of the questions asked of another passage of the article.
        rng: Draws those, and the order of the batches.
    """
    passages = examples.passage[order].copy()
    elsewhere = rng.random(len(order)) < unanswerable
    passages[elsewhere] = _neighbours(examples, passages[elsewhere], rng)
    question_lengths = np.diff(examples.question_bounds)[order]
    passage_lengths = np.diff(examples.passage_bounds)[passages]
    lengths = window_lengths(longest)
    needed = np.minimum(question_lengths + passage_lengths + extra, longest)
    bucket = np.searchsorted(lengths, needed)
    batches: list[Planned] = []
    waiting = np.zeros(0, np.int64)
    for index, length in enumerate(lengths):
        waiting = np.concatenate([waiting, np.flatnonzero(bucket == index)])
        if index == len(lengths) - 1:
            missing = -len(waiting) % batch
            waiting = np.concatenate([waiting, rng.choice(len(order), missing)])
        full = len(waiting) - len(waiting) % batch
        batches += [
            Planned(length, order[rows], passages[rows])
            for rows in waiting[:full].reshape(-1, batch)
        ]
        waiting = waiting[full:]
    return [batches[index] for index in rng.permutation(len(batches))]


def _neighbours(examples: Examples, passages: Int32, rng: np.random.Generator) -> Int32:
    """For each passage another one of its article; itself if there is none."""
    article = examples.article[passages]
    first = np.searchsorted(examples.article, article, "left")
    others = np.searchsorted(examples.article, article, "right") - first - 1
    step = 1 + (rng.random(len(passages)) * others).astype(np.int64)
    return (first + (passages - first + step) % (others + 1)).astype(np.int32)


def assemble(mix: Mix, planned: Planned, rng: np.random.Generator) -> Batch:
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
        if mix.rewording is not None:
            question = mix.rewording.of(question, rng)
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
    masked = Cloze(layout, mix.masked).mask(ids, rng)
    return Batch(
        {"input_ids": ids, "input_mask": mask, "segment_ids": segments},
        {"start": start, "end": end, "masked": masked.positions, "words": masked.words},
    )


def window_start(
    tokens: int, room: int, span: tuple[int, int] | None, away: float, rng: np.random.Generator
) -> int:
    """Where a random window of a passage starts.

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
    """The passage that is asked, and where in it the answer is.

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
