"""The question-answering module: any reader's logits behind the three signatures that are served.

The signatures are a contract with the client (mrc_core/predict/signatures.py) and with BERT's own
exports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from exporter.savedmodel.span_decoding import top_spans
from mrc_core.artifact import ReaderConfig

LogitsFunction = Callable[[Any, Any, Any], tuple[Any, Any]]
"""(input_ids, input_mask, segment_ids) int32 [batch, length] -> (start_logits, end_logits)."""

_TOKENS = [
    tf.TensorSpec([None, None], tf.int32, name=name)
    for name in ("input_ids", "input_mask", "segment_ids")
]


def logits_of(network: Callable[[dict[str, Any]], dict[str, Any]]) -> LogitsFunction:
    """Make of a Keras network, inputs and outputs by name, what the QA module needs."""

    def logits(input_ids: Any, input_mask: Any, segment_ids: Any) -> tuple[Any, Any]:
        outputs = network(
            {"input_ids": input_ids, "input_mask": input_mask, "segment_ids": segment_ids}
        )
        return outputs["start_logits"], outputs["end_logits"]

    return logits


class QuestionAnswering(tf.Module):  # type: ignore[misc]  # TensorFlow is untyped
    """A reader that can be saved and served.

    Args:
        logits: The network, of any family: TensorFlow operations on variables that it closes
            over. Those that it uses become the saved model's.
        config: max_seq_length, max_answer_length and top_k are fixed in the signatures.
        separator_ids: Tokens that can be no answer, though they are on the passage's segment.
    """

    def __init__(
        self, logits: LogitsFunction, config: ReaderConfig, separator_ids: Sequence[int]
    ) -> None:
        super().__init__(name="question_answering")
        self.config = config
        self._separators = tuple(separator_ids)
        # Traced once and shared by the signatures, so that the graph is saved once, too.
        self._logits = _concrete(logits, _TOKENS)
        # What a module does not hold is not saved, and a traced function holds no variables.
        self._weights = self._logits.variables

    @property
    def signatures(self) -> dict[str, Any]:
        """Concrete functions by name, for `tf.saved_model.save`."""
        examples = tf.TensorSpec([None], tf.string, name="examples")
        return {
            "serving_default": _concrete(self.serving_default, [examples]),
            "tokens": _concrete(self.tokens, _TOKENS),
            "spans": _concrete(self.spans, _TOKENS),
        }

    def serving_default(self, examples: Any) -> dict[str, Any]:
        """Compute the logits of serialized tf.Examples: what BERT's run_squad exports.

        Args:
            examples: string [batch], each with the int64 features `unique_ids` [], `input_ids`,
                `input_mask` and `segment_ids` [max_seq_length].

        Returns:
            `unique_ids` int64 [batch]; `start_logits`, `end_logits` float32
            [batch, max_seq_length].
        """
        tokens = tf.io.FixedLenFeature([self.config.max_seq_length], tf.int64)
        features = tf.io.parse_example(
            examples,
            {
                "unique_ids": tf.io.FixedLenFeature([], tf.int64),
                **{spec.name: tokens for spec in _TOKENS},
            },
        )
        logits = self.tokens(*(tf.cast(features[spec.name], tf.int32) for spec in _TOKENS))
        # The network was traced for any length; what clients read of the model says this one.
        shape = [None, self.config.max_seq_length]
        shaped = {name: tf.ensure_shape(values, shape) for name, values in logits.items()}
        return {"unique_ids": features["unique_ids"], **shaped}

    def tokens(self, input_ids: Any, input_mask: Any, segment_ids: Any) -> dict[str, Any]:
        """Compute the logits of windows of any length.

        Args:
            input_ids: int32 [batch, length].
            input_mask: int32 [batch, length], 1 on tokens, 0 on padding.
            segment_ids: int32 [batch, length], 1 on the passage.

        Returns:
            `start_logits`, `end_logits` float32 [batch, length].
        """
        start_logits, end_logits = self._logits(input_ids, input_mask, segment_ids)
        return {"start_logits": start_logits, "end_logits": end_logits}

    def spans(self, input_ids: Any, input_mask: Any, segment_ids: Any) -> dict[str, Any]:
        """Compute the best spans of windows: a few numbers instead of two floats a token.

        Args:
            input_ids: int32 [batch, length].
            input_mask: int32 [batch, length], 1 on tokens, 0 on padding.
            segment_ids: int32 [batch, length], 1 on the passage.

        Returns:
            What `exporter.savedmodel.span_decoding.top_spans` returns.
        """
        start_logits, end_logits = self._logits(input_ids, input_mask, segment_ids)
        answerable = tf.equal(segment_ids, 1) & tf.equal(input_mask, 1)
        for separator in self._separators:
            answerable &= tf.not_equal(input_ids, separator)
        return top_spans(
            start_logits,
            end_logits,
            answerable,
            self.config.max_answer_length,
            self.config.top_k,
        )


def _concrete(function: Callable[..., Any], signature: list[Any]) -> Any:
    # Nothing that it traces branches on a tensor, for which TensorFlow would rewrite its source.
    traced = tf.function(function, input_signature=signature, autograph=False)
    return traced.get_concrete_function()
