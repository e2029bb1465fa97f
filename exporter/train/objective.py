"""What training makes small."""

from __future__ import annotations

from typing import Any

from keras import ops

# Tagging each token as inside the answer or not, beside finding the two ends.
_INSIDE_WEIGHT = 2.0


def objective(outputs: dict[str, Any], segment_ids: Any, start: Any, end: Any) -> dict[str, Any]:
    """The loss of a batch, and how many answers are right.

    Cross-entropy over the positions for each end (Devlin et al. 2019, section 4.2), with position
    0 for "no answer"; and binary cross-entropy over the passage's tokens for the inside.

    Args:
        outputs: Of `MatchReader`, float32 [batch, length] each.
        segment_ids: int32 [batch, length].
        start: int32 [batch], 0 where there is no answer.
        end: int32 [batch].

    Returns:
        `loss`, and `exact`, the share of windows with both ends right; scalars.
    """
    start_logits, end_logits = outputs["start_logits"], outputs["end_logits"]
    ends = _cross_entropy(start_logits, start) + _cross_entropy(end_logits, end)
    position = ops.arange(ops.shape(segment_ids)[1], dtype="int32")[None, :]
    inside = (position >= start[:, None]) & (position <= end[:, None]) & (start[:, None] > 0)
    in_passage = ops.cast(segment_ids, "float32")
    tagging = _binary_cross_entropy(outputs["inside_logits"], ops.cast(inside, "float32"))
    tagging = ops.sum(tagging * in_passage) / ops.sum(in_passage)
    right = ops.equal(ops.cast(ops.argmax(start_logits, axis=1), "int32"), start)
    right = right & ops.equal(ops.cast(ops.argmax(end_logits, axis=1), "int32"), end)
    return {
        "loss": ops.mean(ends) / 2 + _INSIDE_WEIGHT * tagging,
        "exact": ops.mean(ops.cast(right, "float32")),
    }


def _cross_entropy(logits: Any, target: Any) -> Any:
    """[batch, length] and [batch] -> [batch]."""
    at_target = ops.take_along_axis(logits, ops.cast(target, "int32")[:, None], axis=1)[:, 0]
    return ops.logsumexp(logits, axis=1) - at_target


def _binary_cross_entropy(logits: Any, target: Any) -> Any:
    return ops.softplus(logits) - target * logits
