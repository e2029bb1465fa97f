"""What the tests of the stand-in ask it."""

from typing import Any

TOKENS = "/v1/models/mrc:predict"


def tokens(*ids: int) -> dict[str, Any]:
    instance = {"input_ids": ids, "input_mask": [1] * len(ids), "segment_ids": [0] * len(ids)}
    return {"signature_name": "tokens", "instances": [instance]}
