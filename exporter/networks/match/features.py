"""How a window's words match the question's, worked out in the graph from the token ids alone.

A network this small cannot learn from little text which words mean the same, but it need not:
where the question's own words stand in the passage already tells most of where to look. Exact
matches as features go back to DrQA (Chen et al. 2017, section 3.2); coverage of the question
within a window, weighted by rarity, is MCTest's baseline (Richardson et al. 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

# A token with less than this of the largest inverse document frequency matches nothing: it
# stands in nearly every passage.
_LEAST_RARITY = 0.02
# Coverage looks this many tokens to either side: about a clause, and about a sentence.
_NEAR, _FAR = 6, 20
# A match weighs this much, its token's rarity apart; more if its neighbours match, too.
_MATCH_WEIGHT, _NEIGHBOUR_WEIGHT = 0.2, 2.0
# Against division by zero where nothing matches; a sentence within twice this of the best one's
# coverage is as good as the best.
_EPSILON = 1e-3

FEATURES = 18
"""Of each token."""


class MatchFeatures(keras.layers.Layer):  # type: ignore[misc]  # keras is untyped
    """Where and how well the question's tokens occur in the passage.

    Two tables, given with the vocabulary and not trained, say what counts as a match and how
    much it counts:

    - `canonical_ids` int32 [vocabulary]: one number for "서울" and its continuation "##서울", so
      that a word matches itself wherever in a longer word it stands;
    - `rarity` [vocabulary]: inverse document frequency, scaled to [0, 1]; 0 on punctuation.

    Args:
        vocabulary_size: Rows of the tables.
        separator_ids: Tokens between the parts, [CLS] and [SEP]; they match nothing.
        sentence_end_id: The full stop, which cuts the passage into sentences.
        question_positions: The question is looked for in this many first positions.
        sentences: Sentences told apart; those after the last count as one with it.
    """

    def __init__(
        self,
        vocabulary_size: int,
        separator_ids: Sequence[int],
        sentence_end_id: int,
        question_positions: int,
        sentences: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(autocast=False, **kwargs)
        self.vocabulary_size = vocabulary_size
        self.separator_ids = np.array(separator_ids, np.int32)
        self.sentence_end_id = sentence_end_id
        self.question_positions = question_positions
        self.sentences = sentences

    def build(self) -> None:
        """Create the tables; nothing matches until they are filled."""
        shape = (self.vocabulary_size,)
        self.canonical_ids = self.add_weight(
            shape, "zeros", "int32", trainable=False, name="canonical_ids"
        )
        self.rarity = self.add_weight(shape, "zeros", trainable=False, name="rarity")

    def call(self, input_ids: Any, input_mask: Any, segment_ids: Any) -> tuple[Any, Any, Any]:
        """Match one batch; in float32 whatever the policy, as close coverages are compared.

        Args:
            input_ids: int32 [batch, length].
            input_mask: int32 [batch, length], 1 on tokens, 0 on padding.
            segment_ids: int32 [batch, length], 0 on the question, 1 on the passage.

        Returns:
            features: float32 [batch, length, 18]: 9 of the passage's tokens, 3 of the
                question's, 6 of the passage's sentences.
            links: float32 [batch, question, length], how much a question token and a passage
                token are the same word in the same surroundings; 0 where they do not match.
            in_passage: float32 [batch, length], 1 on tokens of the passage.
        """
        positions = self.question_positions
        word = ops.all(ops.not_equal(input_ids[:, :, None], self.separator_ids), axis=-1)
        word = word & ops.equal(input_mask, 1)
        in_passage = _float(word & ops.equal(segment_ids, 1))
        in_question = _float(word & ops.equal(segment_ids, 0))[:, :positions]
        rarity = _float(ops.take(self.rarity, input_ids, axis=0))
        asked = rarity[:, :positions] * in_question

        canonical = ops.take(self.canonical_ids, input_ids, axis=0)
        matches = _float(ops.equal(canonical[:, :positions, None], canonical[:, None, :]))
        telling = in_question * _float(asked > _LEAST_RARITY)
        matches = matches * telling[:, :, None] * in_passage[:, None, :]
        # Two words in a row that match two words in a row: the pair's second and first one.
        second = matches * ops.pad(matches[:, :-1, :-1], ((0, 0), (1, 0), (1, 0)))
        first = matches * ops.pad(matches[:, 1:, 1:], ((0, 0), (0, 1), (0, 1)))
        links = matches * (_MATCH_WEIGHT + asked[:, :, None])
        links = links * (1 + _NEIGHBOUR_WEIGHT * (first + second))

        # A question token that occurs all over the passage tells little of where to look.
        count = ops.sum(matches, axis=2)
        weight = asked / (1 + ops.log(ops.maximum(count, 1.0)))
        weight = weight / (ops.sum(weight, axis=1, keepdims=True) + _EPSILON)
        matched, after_match = ops.max(matches, axis=1), ops.max(second, axis=1)
        near, far = _coverage(matches, weight, _NEAR), _coverage(matches, weight, _FAR)
        of_passage = [
            matched,
            matched * rarity,
            after_match,
            ops.max(first, axis=1),
            after_match * rarity,
            near,
            far,
            _relative(far),
            _relative(near),
        ]
        # Found in the passage, how rare, how often: on the question's own tokens.
        found = _float(count > 0)
        rest = ops.zeros_like(in_passage[:, positions:])
        of_question = [
            ops.concatenate([values, rest], axis=1)
            for values in (found, found * asked, ops.log1p(count))
        ]
        # Coverage reaches beyond the window's end, but padding has no features.
        real = _float(ops.equal(input_mask, 1))[:, :, None]
        of_tokens = ops.stack(of_passage + of_question, axis=-1) * real
        ends = ops.cast(ops.equal(input_ids, self.sentence_end_id), "int32") * segment_ids
        of_sentences = self._sentence_features(matches, weight, ends, in_passage)
        return ops.concatenate([of_tokens, of_sentences], axis=-1), links, in_passage

    def _sentence_features(self, matches: Any, weight: Any, ends: Any, in_passage: Any) -> Any:
        """Return how much of the question a token's sentence covers, and those beside it.

        Args:
            matches: [batch, question, length].
            weight: [batch, question].
            ends: int32 [batch, length], 1 where a sentence ends.
            in_passage: [batch, length].

        Returns:
            [batch, length, 6].
        """
        # A full stop belongs to the sentence that it ends.
        sentence = ops.minimum(ops.cumsum(ends, axis=1) - ends, self.sentences - 1)
        member = ops.one_hot(sentence, self.sentences, dtype="float32") * in_passage[:, :, None]
        covers = _float(ops.matmul(matches, member) > 0)
        coverage = _weighted(ops.transpose(covers, (0, 2, 1)), weight)
        relative = _relative(coverage)
        best = ops.max(coverage, axis=1, keepdims=True)
        features = ops.stack(
            [
                coverage,
                relative,
                _float(coverage >= best - _EPSILON),
                ops.pad(coverage[:, :-1], ((0, 0), (1, 0))),
                ops.pad(coverage[:, 1:], ((0, 0), (0, 1))),
                # Sharper: only sentences close to the best keep a value.
                relative**4,
            ],
            axis=-1,
        )
        return ops.matmul(member, features)


def _float(x: Any) -> Any:
    return ops.cast(x, "float32")


def _weighted(present: Any, weight: Any) -> Any:
    """Return the weight of what is present: [b, n, question], [b, question] -> [b, n]."""
    return ops.squeeze(ops.matmul(present, weight[:, :, None]), axis=-1)


def _coverage(matches: Any, weight: Any, reach: int) -> Any:
    """Share of the question that matches within `reach` tokens of each position: [batch, length].

    Args:
        matches: [batch, question, length].
        weight: [batch, question], of each question token.
        reach: Tokens to either side.
    """
    by_position = ops.transpose(matches, (0, 2, 1))
    return _weighted(ops.max_pool(by_position, 2 * reach + 1, 1, "same"), weight)


def _relative(coverage: Any) -> Any:
    """Return [batch, n] as a share of the row's best."""
    return coverage / (ops.max(coverage, axis=1, keepdims=True) + _EPSILON)
