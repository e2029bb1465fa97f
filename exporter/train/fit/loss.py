"""What training makes small."""

from __future__ import annotations

from typing import Any

from keras import ops

# Tagging each token as inside the answer or not, beside finding the two ends.
_INSIDE_WEIGHT = 2.0
# Telling masked words, beside finding the answer.
_WORDS_WEIGHT = 1.0
# Added to the logits of positions that cannot be an answer.
_NOT_AN_ANSWER = -1e4


def objective(outputs: dict[str, Any], segment_ids: Any, targets: dict[str, Any]) -> dict[str, Any]:
    """Compute the loss of a batch, and how many answers are right.

    Cross-entropy over the passage's positions for each end (Devlin et al. 2019, section 4.2), with
    position 0 for "no answer". As far as the network has an output for it, also binary
    cross-entropy over the passage's tokens for the inside, and cross-entropy over the vocabulary
    for masked words.

    Args:
        outputs: Of the network in training: those of `EncoderReader`, or of `MatchReader`.
        segment_ids: int32 [batch, length].
        targets: Of a `TrainingBatch`.

    Returns:
        `loss`; `exact`, the share of windows with both ends right; and `words`, the loss of the
        masked ones, if the network tells them. Scalars.
    """
    start, end = targets["start"], targets["end"]
    position = ops.arange(ops.shape(segment_ids)[1], dtype="int32")[None, :]
    elsewhere = ops.cast((segment_ids == 0) & (position > 0), "float32")
    start_logits, end_logits = (
        outputs[name] + _NOT_AN_ANSWER * elsewhere for name in ("start_logits", "end_logits")
    )
    ends = _cross_entropy(start_logits, start) + _cross_entropy(end_logits, end)
    loss = ops.mean(ends) / 2
    right = ops.equal(ops.cast(ops.argmax(start_logits, axis=1), "int32"), start)
    right = right & ops.equal(ops.cast(ops.argmax(end_logits, axis=1), "int32"), end)
    metrics = {"exact": ops.mean(ops.cast(right, "float32"))}
    if "inside_logits" in outputs:
        inside = (position >= start[:, None]) & (position <= end[:, None]) & (start[:, None] > 0)
        in_passage = ops.cast(segment_ids, "float32")
        tagging = _binary_cross_entropy(outputs["inside_logits"], ops.cast(inside, "float32"))
        loss += _INSIDE_WEIGHT * ops.sum(tagging * in_passage) / ops.sum(in_passage)
    if "words" in outputs:
        metrics["words"] = _of_masked(outputs, targets["masked"], targets["words"])
        loss += _WORDS_WEIGHT * metrics["words"]
    return {"loss": loss, **metrics}


def _of_masked(outputs: dict[str, Any], positions: Any, words: Any) -> Any:
    """Compute the mean cross-entropy of the masked words; 0 if there are none."""
    vectors, embeddings = outputs["words"], outputs["embeddings"]
    vectors = ops.take(ops.reshape(vectors, (-1, vectors.shape[-1])), positions, axis=0)
    likeness = ops.matmul(vectors, ops.transpose(ops.cast(embeddings, vectors.dtype)))
    there = ops.cast(words >= 0, "float32")
    missed = _cross_entropy(ops.cast(likeness, "float32"), ops.maximum(words, 0))
    return ops.sum(missed * there) / ops.maximum(ops.sum(there), 1.0)


def _cross_entropy(logits: Any, target: Any) -> Any:
    """Return the loss of each row: [batch, length] and [batch] -> [batch]."""
    at_target = ops.take_along_axis(logits, ops.cast(target, "int32")[:, None], axis=1)[:, 0]
    return ops.logsumexp(logits, axis=1) - at_target


def _binary_cross_entropy(logits: Any, target: Any) -> Any:
    return ops.softplus(logits) - target * logits
