"""Where a passage's tokens are cut into windows. Pure.

A passage longer than the model reads is cut into windows that overlap, as in BERT's
run_squad (Devlin et al. 2019): each starts about `doc_stride` tokens after the one before, at
the nearest limit of a part or a sentence, and ends at one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mrc_core.sentences import sentence_starts
from mrc_core.types import Int32, Part, Passage

_Indices = npt.NDArray[np.int64]
_NO_LIMITS: _Indices = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `start` to `stop` (exclusive) of a passage, from parts of one `prior`."""

    passage: int
    start: int
    stop: int
    prior: float = 0.0


def cut_windows(
    index: int,
    passage: Passage,
    offsets: Int32,
    blocks: Sequence[tuple[int, int]],
    room: int,
    doc_stride: int,
) -> tuple[_Indices, list[Window]]:
    """Return the order in which a passage's tokens are read, and its windows in that order.

    Args:
        index: Which passage it is.
        passage: The passage.
        offsets: int32 [tokens, 2], code points of its tokens.
        blocks: The stretches of it that the tokens are from; windows keep to those that touch.
        room: Most tokens of a window.
        doc_stride: About how many tokens after the one before a window starts.
    """
    order, groups = _by_prior(passage, offsets, _gaps(blocks))
    limits = _limits(passage, offsets, order, blocks) if len(order) > room else _NO_LIMITS
    return order, [
        Window(index, start, stop, group.prior)
        for group in groups
        for start, stop in _windows(group, limits, room, doc_stride)
    ]


def _gaps(blocks: Sequence[tuple[int, int]]) -> list[int]:
    """Return the starts of blocks that something is left out before, in code points."""
    return [after[0] for before, after in pairwise(blocks) if before[1] < after[0]]


@dataclass(frozen=True, slots=True)
class _Group:
    """Tokens `start` to `stop` (exclusive), all from parts of one prior."""

    start: int
    stop: int
    prior: float = 0.0


def _by_prior(
    passage: Passage, offsets: Int32, gaps: Sequence[int]
) -> tuple[_Indices, list[_Group]]:
    """Return the order of tokens, and the groups that share a prior and are not cut apart.

    What is unlikely to hold the answer shares no window with the rest: a menu would take the
    places of the answers among the best spans.
    """
    order = np.arange(len(offsets))
    if not len(order) or len({part.prior for part in passage.parts}) < 2:
        prior = passage.parts[0].prior if passage.parts else 0.0
        edges = [0, *np.searchsorted(offsets[:, 0], gaps).tolist(), len(order)]
        return order, [_Group(low, high, prior) for low, high in pairwise(edges)]
    starts = np.array([part.start for part in passage.parts])
    # A token may include the space before its word, which belongs to no part.
    part = np.searchsorted(starts, offsets[:, 1] - 1, "right") - 1
    priors = np.array([part.prior for part in passage.parts])[np.maximum(part, 0)]
    order = np.argsort(-priors, kind="stable")
    block = np.searchsorted(np.array(gaps, np.int64), offsets[order, 0], "right")
    apart = (np.diff(priors[order]) != 0) | (np.diff(block) > 0)
    edges = [0, *(np.flatnonzero(apart) + 1).tolist(), len(order)]
    groups = [_Group(low, high, float(priors[order[low]])) for low, high in pairwise(edges)]
    return order, groups


def _windows(
    group: _Group, limits: _Indices, room: int, doc_stride: int
) -> Iterator[tuple[int, int]]:
    """Yield the first and last (exclusive) token of each window of a group."""
    stride = min(doc_stride, room)
    start = group.start
    while start < group.stop:
        if start + room >= group.stop:
            yield start, group.stop
            return
        stop = _limit_before(limits, start + stride, start + room)
        yield start, stop
        start = _limit_near(limits, start + stride, start + stride // 2, stop)


def _limits(
    passage: Passage, offsets: Int32, order: _Indices, blocks: Sequence[tuple[int, int]]
) -> _Indices:
    """Return the tokens, in their order, that parts and sentences start with: int64 [limits]."""
    starts: list[int] = []
    ends = [end for _, end in blocks]
    for part in passage.parts or (Part(0, len(passage.text)),):
        first = bisect_right(ends, part.start)
        if first == len(blocks) or blocks[first][0] >= part.end:
            continue
        starts.append(part.start)
        if part.whole:
            continue
        for low, high in _merged(blocks[first:], part.end):
            starts += sentence_starts(passage.text, max(low, part.start), high)
    begins = np.zeros(len(offsets) + 1, np.bool_)
    begins[np.searchsorted(offsets[:, 1] - 1, starts)] = True
    return np.flatnonzero(begins[order])


def _merged(blocks: Sequence[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    """Yield the blocks up to `end`, those that touch joined."""
    low = high = -1
    for start, stop in blocks:
        if start >= end:
            break
        if start != high:
            if low < high:
                yield low, high
            low = start
        high = min(stop, end)
        if high < stop:
            break
    if low < high:
        yield low, high


def _limit_before(limits: _Indices, least: int, most: int) -> int:
    """Return the last limit from `least` to `most`, or `most` when there is none."""
    index = int(np.searchsorted(limits, most, side="right")) - 1
    return int(limits[index]) if index >= 0 and limits[index] >= least else most


def _limit_near(limits: _Indices, wanted: int, least: int, most: int) -> int:
    """Return the limit nearest to `wanted`, above `least` and at most `most`; else `wanted`."""
    index = int(np.searchsorted(limits, wanted))
    near = [int(n) for n in limits[max(index - 1, 0) : index + 1] if least < n <= most]
    return min(near, key=lambda limit: abs(limit - wanted), default=wanted)
