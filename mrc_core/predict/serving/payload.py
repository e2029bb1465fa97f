"""Windows as the JSON of a `:predict` request, and its reply as spans. Pure.

In the row format: its replies are half as large as columnar ones.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from mrc_core.artifact import ReaderConfig
from mrc_core.errors import ModelMismatchError
from mrc_core.predict.signatures import SignatureName, checked_spans, spans_of_logits
from mrc_core.predict.tf_example import serialize
from mrc_core.types import Float32, Int32, Windows, WindowSpans


def request_document(
    signature: SignatureName, windows: Windows, max_seq_length: int
) -> dict[str, Any]:
    """Return the body of a request; of at least one window, as a server may hang on none."""
    instances: list[dict[str, Any]]
    if signature == "serving_default":
        instances = [
            {"examples": {"b64": base64.b64encode(example).decode()}}
            for example in serialize(windows, max_seq_length)
        ]
    else:
        columns = {
            "input_ids": windows.input_ids.tolist(),
            "input_mask": windows.input_mask.tolist(),
            "segment_ids": windows.segment_ids.tolist(),
        }
        instances = [
            dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
        ]
    return {"signature_name": signature, "instances": instances}


def spans_of_reply(
    signature: SignatureName, reply: Any, windows: Windows, config: ReaderConfig
) -> WindowSpans:
    """Return the spans of each window that was sent.

    Raises:
        ModelMismatchError: The reply is not what the signature promises.
    """
    rows = reply_rows(reply, "predictions")
    if len(rows) != len(windows):
        raise ModelMismatchError(f"{len(rows)} predictions for {len(windows)} windows")
    if signature == "spans":
        return checked_spans(
            WindowSpans(
                _integers(rows, "start"),
                _integers(rows, "end"),
                _floats(rows, "score"),
                _floats(rows, "null_score"),
            ),
            windows,
        )
    return spans_of_logits(
        _floats(rows, "start_logits"), _floats(rows, "end_logits"), windows, config
    )


def reply_rows(reply: Any, key: str) -> list[dict[str, Any]]:
    """Return the list of objects under `key`.

    Raises:
        ModelMismatchError: There is none.
    """
    rows = reply.get(key) if isinstance(reply, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ModelMismatchError(f"the model server's reply has no {key}")
    return rows


def _floats(rows: list[dict[str, Any]], name: str) -> Float32:
    try:
        return np.array([row[name] for row in rows], np.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelMismatchError(f"the model server's {name} is not as specified") from error


def _integers(rows: list[dict[str, Any]], name: str) -> Int32:
    try:
        return np.array([row[name] for row in rows], np.int32)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ModelMismatchError(f"the model server's {name} is not as specified") from error
