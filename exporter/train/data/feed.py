"""Which examples make which batch. All randomness comes from (seed, stage, epoch, batch).

So a run that stops and goes on reads the very batches that it would have read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from exporter.calibration.lengths import window_lengths
from exporter.train.data.batches import BatchIndices, Mix, TrainingBatch, assemble
from exporter.train.data.examples import Examples, Int32


class Feed:
    """The batches of a stage by step, each the same whenever it is asked for."""

    def __init__(self, mix: Mix) -> None:
        """Start with nothing drawn.

        Raises:
            ValueError: An epoch has no example.
        """
        examples = sum(map(int, np.multiply(mix.sizes, mix.times)))
        if not examples:
            raise ValueError("no example is read in an epoch: times is too small")
        self.steps_per_epoch = -(-examples // mix.batch)
        self._mix = mix
        self._epoch = -1
        self._batches: list[BatchIndices] = []

    def batch(self, step: int) -> TrainingBatch:
        """Return the batch of a step, counted from 0; steps in order are quickest."""
        mix = self._mix
        epoch, index = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            rng = np.random.default_rng([*mix.seed, epoch])
            order = sample_epoch(mix.sizes, mix.times, rng)
            self._batches = bucket_by_length(
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
        return assemble(mix, self._batches[index], rng)


def sample_epoch(
    sizes: Sequence[int], times: Sequence[float], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draw an epoch's examples, shuffled.

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


def bucket_by_length(
    examples: Examples,
    order: npt.NDArray[np.int64],
    batch: int,
    longest: int,
    extra: int,
    unanswerable: float,
    rng: np.random.Generator,
) -> list[BatchIndices]:
    """Cut an epoch into full batches of windows of about the same length.

    What does not fill a batch goes along with the next longer windows; the last batch is filled
    up with examples drawn again. So there are ceil(len(order) / batch) batches, always, each no
    longer than its longest window asks for.

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
    batches: list[BatchIndices] = []
    waiting = np.zeros(0, np.int64)
    for index in range(len(lengths)):
        waiting = np.concatenate([waiting, np.flatnonzero(bucket == index)])
        if index == len(lengths) - 1:
            missing = -len(waiting) % batch
            waiting = np.concatenate([waiting, rng.choice(len(order), missing)])
        full = len(waiting) - len(waiting) % batch
        batches += [
            BatchIndices(lengths[bucket[rows].max()], order[rows], passages[rows])
            for rows in waiting[:full].reshape(-1, batch)
        ]
        waiting = waiting[full:]
    return [batches[index] for index in rng.permutation(len(batches))]


def _neighbours(examples: Examples, passages: Int32, rng: np.random.Generator) -> Int32:
    """Return for each passage another one of its article; itself if there is none."""
    article = examples.article[passages]
    first = np.searchsorted(examples.article, article, "left")
    others = np.searchsorted(examples.article, article, "right") - first - 1
    step = 1 + (rng.random(len(passages)) * others).astype(np.int64)
    return (first + (passages - first + step) % (others + 1)).astype(np.int32)
