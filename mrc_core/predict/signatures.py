"""The signatures of a reader's SavedModel: which one to call, and its outputs as spans. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np

from mrc_core.artifact import ReaderConfig
from mrc_core.decode.spans import top_spans
from mrc_core.errors import ModelMismatchError
from mrc_core.types import Float32, Windows, WindowSpans

SignatureName = Literal["spans", "tokens", "serving_default"]

_TOKENS = frozenset({"input_ids", "input_mask", "segment_ids"})

# Best first: `spans` answers with a few numbers, `tokens` with two floats a token of any length,
# `serving_default` with two floats for each of max_seq_length positions.
_SIGNATURES: tuple[tuple[SignatureName, frozenset[str], frozenset[str]], ...] = (
    ("spans", _TOKENS, frozenset({"start", "end", "score", "null_score"})),
    ("tokens", _TOKENS, frozenset({"start_logits", "end_logits"})),
    ("serving_default", frozenset({"examples"}), frozenset({"start_logits", "end_logits"})),
)


def best_signature(
    offered: Mapping[str, tuple[Collection[str], Collection[str]]],
) -> SignatureName:
    """Return the best signature that fits, of a model that offers name -> (inputs, outputs).

    Raises:
        ModelMismatchError: None fits; the message lists what there is.
    """
    for name, inputs, outputs in _SIGNATURES:
        if name in offered:
            has_inputs, has_outputs = offered[name]
            if set(has_inputs) == inputs and outputs <= set(has_outputs):
                return name
    seen = "; ".join(
        f"{name}({', '.join(sorted(inputs))}) -> ({', '.join(sorted(outputs))})"
        for name, (inputs, outputs) in sorted(offered.items())
    )
    raise ModelMismatchError(
        f"the model has none of spans, tokens, serving_default; it has: {seen}"
    )


def spans_of_logits(
    start_logits: Float32, end_logits: Float32, windows: Windows, config: ReaderConfig
) -> WindowSpans:
    """Return the best spans of logits: what the signature `spans` decodes in the graph.

    Args:
        start_logits: [n, L'] with L' at least the windows' L (`serving_default` pads).
        end_logits: [n, L'].
        windows: The n windows that were predicted.
        config: max_answer_length and top_k.

    Raises:
        ModelMismatchError: The shapes do not fit the windows.
    """
    n, length = windows.input_ids.shape
    for name, logits in (("start_logits", start_logits), ("end_logits", end_logits)):
        if logits.ndim != 2 or logits.shape[0] != n or logits.shape[1] < length:
            raise ModelMismatchError(f"{name} has shape {logits.shape} for {n} x {length} tokens")
    return top_spans(
        np.ascontiguousarray(start_logits[:, :length], np.float32),
        np.ascontiguousarray(end_logits[:, :length], np.float32),
        windows.answerable,
        config.max_answer_length,
        config.top_k,
    )


def checked_spans(spans: WindowSpans, windows: Windows) -> WindowSpans:
    """Return what the signature `spans` returned, if it fits the windows.

    Raises:
        ModelMismatchError: Shapes or positions do not fit.
    """
    n, length = windows.input_ids.shape
    shapes = {spans.start.shape, spans.end.shape, spans.score.shape}
    if len(shapes) != 1 or spans.start.ndim != 2 or spans.start.shape[0] != n:
        raise ModelMismatchError(f"spans have shapes {sorted(shapes)} for {n} windows")
    if spans.null_score.shape != (n,):
        raise ModelMismatchError(f"null_score has shape {spans.null_score.shape} for {n} windows")
    if spans.start.size and not (
        spans.start.min() >= 0 and (spans.start <= spans.end).all() and spans.end.max() < length
    ):
        raise ModelMismatchError("spans lie outside their windows")
    return spans
