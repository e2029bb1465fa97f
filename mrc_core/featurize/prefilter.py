"""Which stretches of a very long text are worth cutting into tokens. Pure.

Cutting into tokens is what grows with a text's length when the windows that are read do not. So a
text that is longer than all windows of the budget could cover is filtered first: its blocks are
ranked by the pairs of characters that they share with the question, by BM25. Pairs of characters
find Korean words whatever particle they carry (Lee & Ahn 1996), and need no tokenizer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import regex

from mrc_core.featurize.retrieval import retrieval_scores
from mrc_core.types import Float32, Passage

# Characters of a block: about as many as a window has, so that the best blocks hold the best
# windows; and tokenizers encode blocks side by side.
_BLOCK = 1_000
# How far back from a block's end white space is looked for, to cut there.
_BACK = 200
_SPACE = regex.compile(r"(?r)\s")
_LAST_CODE_POINT_BITS = 21

_Pairs = npt.NDArray[np.int64]


def split_blocks(text: str) -> list[tuple[int, int]]:
    """Return the blocks of a text, start and end (exclusive) in code points.

    Together they are the whole text, cut before white space where there is some.

    Tokenizers cut there anyway, but that byte-level ones keep a run of white space together.
    """
    edges = [0]
    while len(text) - edges[-1] > _BLOCK:
        end = edges[-1] + _BLOCK
        space = _SPACE.search(text, end - _BACK, end)
        edges.append(space.start() if space else end)
    edges.append(len(text))
    return list(pairwise(edges)) if text else []


def prefilter(
    question: str, passages: Sequence[Passage], most_characters: int
) -> list[list[tuple[int, int]]]:
    """Return the blocks of each passage that are worth reading, in their order.

    Args:
        question: The question as it was asked.
        passages: The texts.
        most_characters: About how many code points all returned blocks have together.

    Returns:
        For each passage, the start and end (exclusive) of each block, in code points; all blocks,
        where the passages have no more than `most_characters`.
    """
    blocks = [split_blocks(passage.text) for passage in passages]
    if sum(len(passage.text) for passage in passages) <= most_characters:
        return blocks
    places = [
        (index, (start, end))
        for index, of_passage in enumerate(blocks)
        for start, end in of_passage
        if not passages[index].text[start:end].isspace()
    ]
    if not places:
        return blocks
    texts = [_pairs(passages[index].text[start:end]) for index, (start, end) in places]
    # Blocks are of one length, so that it says nothing.
    scores = retrieval_scores(_pairs(question), texts, b=0.0)
    ranked = np.argsort(-(scores + _priors(places, passages)), kind="stable")
    kept: list[list[tuple[int, int]]] = [[] for _ in passages]
    for place in np.sort(ranked[: max(most_characters // _BLOCK, 1)]):
        index, block = places[place]
        kept[index].append(block)
    return kept


def _pairs(text: str) -> _Pairs:
    """Return pairs of neighbouring characters, no space in them, as numbers: int64 [pairs]."""
    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), np.uint32)
    wide = codes.astype(np.int64)
    pairs = (wide[:-1] << _LAST_CODE_POINT_BITS) | wide[1:]
    words = wide > ord(" ")
    return pairs[words[:-1] & words[1:]]


def _priors(places: Sequence[tuple[int, tuple[int, int]]], passages: Sequence[Passage]) -> Float32:
    """Return the prior of each block, that of the part its middle is in: float32 [blocks]."""
    starts = [np.array([part.start for part in passage.parts]) for passage in passages]
    priors = np.zeros(len(places), np.float32)
    for row, (index, (start, end)) in enumerate(places):
        if parts := passages[index].parts:
            part = int(np.searchsorted(starts[index], (start + end) // 2, "right")) - 1
            priors[row] = parts[max(part, 0)].prior
    return priors
