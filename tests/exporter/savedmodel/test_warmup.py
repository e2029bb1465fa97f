"""Warm-up requests as TensorFlow Serving reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from tensorflow_serving.apis import prediction_log_pb2

from exporter.savedmodel.warmup import FILE, read_requests, write_requests
from mrc_core.artifact import ReaderAssets
from mrc_core.predict.padding import length_buckets

SIGNATURES = ("spans", "tokens", "serving_default")


@pytest.fixture
def version(assets: ReaderAssets, tmp_path: Path) -> Path:
    write_requests(tmp_path, dict.fromkeys(SIGNATURES), assets.tokenizer, assets.config)
    return tmp_path


def test_lengths_go_up_to_the_longest_window() -> None:
    assert length_buckets(384) == (64, 128, 192, 256, 320, 384)
    assert length_buckets(300) == (64, 128, 192, 256, 300)
    assert length_buckets(16) == (16,)


def test_every_signature_is_asked_in_every_length(version: Path, assets: ReaderAssets) -> None:
    lengths = length_buckets(assets.config.max_seq_length)
    asked: dict[str, list[int]] = {name: [] for name in SIGNATURES}
    for name, inputs in read_requests(version):
        if name == "serving_default":
            example = tf.train.Example.FromString(inputs["examples"][0])
            ids = example.features.feature["input_ids"].int64_list.value
            asked[name].append(len(ids))
        else:
            assert set(inputs) == {"input_ids", "input_mask", "segment_ids"}
            assert {value.dtype for value in inputs.values()} == {np.dtype(np.int32)}
            # Real text, not padding: more than the next shorter length would hold.
            assert inputs["input_mask"].sum() > inputs["input_mask"].shape[1] - 64
            asked[name].append(inputs["input_ids"].shape[1])
    assert asked == {
        "spans": list(lengths),
        "tokens": list(lengths),
        "serving_default": [assets.config.max_seq_length],
    }


def test_records_are_prediction_logs_of_the_published_protocol(version: Path) -> None:
    for record in tf.data.TFRecordDataset(str(version / FILE)).as_numpy_iterator():
        log = prediction_log_pb2.PredictionLog.FromString(record)
        assert log.WhichOneof("log_type") == "predict_log"
        assert log.predict_log.request.model_spec.signature_name in SIGNATURES
        assert log.SerializeToString(deterministic=True) == record


def test_a_model_gets_no_requests_for_what_it_lacks(assets: ReaderAssets, tmp_path: Path) -> None:
    write_requests(tmp_path, {"serving_default": None}, assets.tokenizer, assets.config)
    assert [name for name, _ in read_requests(tmp_path)] == ["serving_default"]


def test_no_file_is_no_request(tmp_path: Path) -> None:
    assert read_requests(tmp_path) == []


def test_a_damaged_file_is_named(version: Path) -> None:
    file = version / FILE
    file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(ValueError, match=r"tf_serving_warmup_requests is damaged"):
        read_requests(version)
