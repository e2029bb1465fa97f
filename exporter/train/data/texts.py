"""A corpus -> packed passages that nothing is asked of, to be read for their masked words alone.

Each is an example with an empty question and no answer. It needs no analyser: a file of 15 million
characters takes half a minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import numpy as np
from tokenizers import Tokenizer

from exporter.train.data.examples import Examples
from exporter.train.questions.corpus import Article, passages

# A shorter passage tells nothing of its masked words.
_LEAST_TOKENS = 20


def unasked(articles: Iterable[Article], tokenizer: Tokenizer, seed: int) -> Examples:
    """Return the passages of articles, cut at lengths that the seed draws."""
    random = Random(seed)  # noqa: S311
    tokens: list[np.ndarray] = []
    article_of: list[int] = []
    for number, article in enumerate(articles):
        texts = list(passages(article.paragraphs, random))
        for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
            if len(encoding.ids) > _LEAST_TOKENS:
                tokens.append(np.array(encoding.ids, np.uint16))
                article_of.append(number)
    count = len(tokens)
    nowhere = np.full(count, -1, np.int32)
    return Examples(
        passage_tokens=np.concatenate([np.zeros(0, np.uint16), *tokens]),
        passage_bounds=np.cumsum([0, *map(len, tokens)], dtype=np.int64),
        article=np.array(article_of, np.int32),
        question_tokens=np.zeros(0, np.uint16),
        question_bounds=np.zeros(count + 1, np.int64),
        passage=np.arange(count, dtype=np.int32),
        start=nowhere,
        end=nowhere,
    )
