"""Windows and a model for tests of the client alone: both small, and without TensorFlow."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from mrc_core.artifact import ReaderConfig
from mrc_core.predict.signatures import spans_of_logits
from mrc_core.types import Windows, WindowSpans
from tests.standins.tf_serving.models.model import SIGNATURES, RecordedModel

CONFIG = ReaderConfig(max_seq_length=384, top_k=3)


class TokensModel(RecordedModel):
    """The recorded model, as far as it is a reader: its `spans` are none."""

    signatures: ClassVar = {"tokens": SIGNATURES["tokens"]}


def windows_of(*lengths: int, seed: int = 0) -> Windows:
    """Random windows of these lengths, padded to the longest."""
    random = np.random.default_rng(seed)
    width = max(lengths, default=1)
    mask = (np.arange(width) < np.array(lengths, np.int32).reshape(-1, 1)).astype(np.int32)
    ids = random.integers(1, 500, mask.shape, np.int32) * mask
    segments = mask * (np.arange(width) >= 2)
    return Windows(
        input_ids=ids.astype(np.int32),
        input_mask=mask,
        segment_ids=segments.astype(np.int32),
        answerable=segments.astype(np.bool_),
        offsets=np.zeros((*mask.shape, 2), np.int32),
        passage=np.zeros(len(lengths), np.int32),
    )


def expected(windows: Windows, version: int = 1) -> WindowSpans:
    """What the model finds, without a server in between."""
    inputs = {
        "input_ids": windows.input_ids,
        "input_mask": windows.input_mask,
        "segment_ids": windows.segment_ids,
    }
    outputs = TokensModel(version).run("tokens", inputs)
    return spans_of_logits(outputs["start_logits"], outputs["end_logits"], windows, CONFIG)


def assert_same(found: WindowSpans, wanted: WindowSpans) -> None:
    np.testing.assert_array_equal(found.start, wanted.start)
    np.testing.assert_array_equal(found.end, wanted.end)
    np.testing.assert_allclose(found.score, wanted.score, rtol=1e-5)
    np.testing.assert_allclose(found.null_score, wanted.null_score, rtol=1e-5)
