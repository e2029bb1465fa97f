"""Which stretches of a very long text are worth cutting into tokens. Pure.

Cutting into tokens is what grows with a text's length when the windows that are read do not. So a
text that is longer than all windows of the budget could cover is skimmed first: its blocks are
ranked by the pairs of characters that they share with the question, by BM25. Pairs of characters
find Korean words whatever particle they carry (Lee & Ahn 1996), and need no tokenizer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import bm25s
import numpy as np
import numpy.typing as npt
import regex

from mrc_core.types import Passage

# Characters of a block: about as many as a window has, so that the best blocks hold the best
# windows; and tokenizers encode blocks side by side.
_BLOCK = 1_000
# How far back from a block's end white space is looked for, to cut there.
_BACK = 200
_SPACE = regex.compile(r"(?r)\s")
_LAST_CODE_POINT_BITS = 21

_Pairs = npt.NDArray[np.int64]


def split_blocks(text: str) -> list[tuple[int, int]]:
    """The whole text as blocks, start and end (exclusive), cut before white space.

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
    """Of each passage, the blocks that are worth reading, in order.

    Args:
        question: What is asked.
        passages: The texts.
        most_characters: All blocks together have about so many; all of them, where that is all.
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
    scores = _scores(question, [passages[index].text[start:end] for index, (start, end) in places])
    fit = (scores - scores.max()) / (scores.std() + 1e-6)
    ranked = np.argsort(-(fit + _priors(places, passages)), kind="stable")
    kept: list[list[tuple[int, int]]] = [[] for _ in passages]
    for place in np.sort(ranked[: max(most_characters // _BLOCK, 1)]):
        index, block = places[place]
        kept[index].append(block)
    return kept


def _scores(question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """BM25 of each block, float32 [blocks]."""
    asked = np.unique(_pairs(question))
    columns = []
    for text in texts:
        pairs = _pairs(text)
        columns.append(np.searchsorted(asked, pairs[np.isin(pairs, asked)]).tolist())
    # Blocks are of one length, so it says nothing; and there is one column for a block of nothing.
    ranker = bm25s.BM25(b=0.0)
    words = {str(column): column for column in range(len(asked) + 1)}
    ids = [column or [len(asked)] for column in columns]
    ranker.index(bm25s.tokenization.Tokenized(ids=ids, vocab=words), show_progress=False)
    scores: npt.NDArray[np.float32] = ranker.get_scores_from_ids(np.arange(len(asked)))
    return scores


def _pairs(text: str) -> _Pairs:
    """Each two characters that stand side by side and are no space, as one number."""
    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), np.uint32)
    wide = codes.astype(np.int64)
    pairs = (wide[:-1] << _LAST_CODE_POINT_BITS) | wide[1:]
    words = wide > ord(" ")
    return pairs[words[:-1] & words[1:]]


def _priors(
    places: Sequence[tuple[int, tuple[int, int]]], passages: Sequence[Passage]
) -> npt.NDArray[np.float32]:
    """Of the part that each block's middle is in, float32 [blocks]."""
    starts = [np.array([part.start for part in passage.parts]) for passage in passages]
    priors = np.zeros(len(places), np.float32)
    for row, (index, (start, end)) in enumerate(places):
        if parts := passages[index].parts:
            part = int(np.searchsorted(starts[index], (start + end) // 2, "right")) - 1
            priors[row] = parts[max(part, 0)].prior
    return priors
