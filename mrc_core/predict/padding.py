"""Which windows go through the model together, and at which length. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mrc_core.errors import ModelMismatchError
from mrc_core.types import Windows, WindowSpans

CALL_TOKENS = 128
"""The cost of one more request or call, in padding tokens that it may save.

3-6 ms of HTTP and JSON on a loopback, or 3-4 ms of TensorFlow in this process, are about 60-120
tokens of a small reader on two cores, and many more on a GPU.
"""


@dataclass(frozen=True, slots=True)
class PaddedBatch:
    """The rows of one request, and the length that they are cut or padded to."""

    rows: tuple[int, ...]
    length: int


def plan_batches(
    lengths: Sequence[int], buckets: Sequence[int], max_rows: int
) -> list[PaddedBatch]:
    """Put windows into as few requests as pays, longest first.

    A request has one length, so a short window beside a long one is padded to it. A window goes
    to a request of its own length where that saves more padding than the request costs.

    Args:
        lengths: Tokens of each window, padding not counted.
        buckets: The lengths there are, ascending; a window longer than all keeps its own.
        max_rows: Most windows of one request.
    """
    groups: list[tuple[int, list[int]]] = []
    of_bucket: dict[int, list[int]] = {}
    for row, tokens in enumerate(lengths):
        bucket = next((size for size in buckets if size >= tokens), tokens)
        of_bucket.setdefault(bucket, []).append(row)
    for bucket, rows in sorted(of_bucket.items(), reverse=True):
        if groups and (groups[-1][0] - bucket) * len(rows) <= CALL_TOKENS:
            groups[-1][1].extend(rows)
        else:
            groups.append((bucket, rows))
    return [
        PaddedBatch(tuple(rows[first : first + max_rows]), length)
        for length, rows in groups
        for first in range(0, len(rows), max_rows)
    ]


def pad_batch(windows: Windows, batch: PaddedBatch) -> Windows:
    """Return the windows of one request, at its length."""
    return windows.take(np.array(batch.rows, np.intp)).padded(batch.length)


def join_batches(batches: Sequence[PaddedBatch], parts: Sequence[WindowSpans]) -> WindowSpans:
    """Return the spans of all batches, each in its window's row.

    Args:
        batches: At least one; together they hold every window once.
        parts: The spans of each batch.

    Raises:
        ModelMismatchError: The batches differ in how many spans they give a window.
    """
    if len({part.score.shape[1] for part in parts}) > 1:
        raise ModelMismatchError("the model gives a different number of spans each time")
    rows = np.concatenate([batch.rows for batch in batches])
    return WindowSpans.concatenate(list(parts)).take(np.argsort(rows))


# Tokens from one length to the next: at most so much of a window is padding.
_BUCKET = 64


def length_buckets(max_seq_length: int) -> tuple[int, ...]:
    """Return the lengths that windows are padded to for a server, in tokens, shortest first.

    TensorFlow Serving puts requests of different clients into one batch only when their lengths
    are equal, and refuses them when it should and cannot; few lengths also are few to warm up.
    """
    return (*range(_BUCKET, max_seq_length, _BUCKET), max_seq_length)
