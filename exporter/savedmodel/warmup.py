"""Warm-up requests: what TensorFlow Serving runs before a version takes its first question.

A TFRecord of `PredictionLog` in assets.extra/; see
https://www.tensorflow.org/tfx/serving/saved_model_warmup. A record that the model cannot run
keeps the version from loading, so `mrc-export verify` runs them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow_serving.apis import prediction_log_pb2
from tokenizers import Tokenizer

from exporter.savedmodel.samples import SAMPLES
from mrc_core.artifact import ReaderConfig
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.predict.padding import length_buckets
from mrc_core.predict.tf_example import serialize
from mrc_core.types import Windows

FILE = Path("assets.extra") / "tf_serving_warmup_requests"
MOST_RECORDS = 1000
"""TensorFlow Serving refuses a version with more."""


def sample_windows(tokenizer: Tokenizer, config: ReaderConfig, length: int) -> Windows:
    """Make windows of real text, padded to `length` tokens; they end where sentences do.

    Args:
        tokenizer: The reader's.
        config: The reader's.
        length: At most the reader's longest window.
    """
    question = SAMPLES[0].question
    text = " ".join(sample.passage for sample in SAMPLES)
    while len(tokenizer.encode(text, add_special_tokens=False)) < length:
        text = f"{text} {text}"
    # Some tokens of a question are enough, where not all of it would leave room for the passage.
    asked = max(min(config.max_question_length, length // 4), 1)
    sized = config.model_copy(update={"max_seq_length": length, "max_question_length": asked})
    featurizer = Featurizer(tokenizer, sized)
    return featurizer.assemble(featurizer.tokenize(question, [text])).padded(length)


def requests(
    signatures: Mapping[str, Any], tokenizer: Tokenizer, config: ReaderConfig
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield inputs for every signature, in every length that the client sends.

    Args:
        signatures: Those of the contract that the model has.
        tokenizer: The reader's.
        config: The reader's.

    Yields:
        A signature's name and its inputs, one window each.
    """
    for length in length_buckets(config.max_seq_length):
        windows = sample_windows(tokenizer, config, length).rows(0, 1)
        tokens = {
            "input_ids": windows.input_ids,
            "input_mask": windows.input_mask,
            "segment_ids": windows.segment_ids,
        }
        yield from ((name, tokens) for name in ("spans", "tokens") if name in signatures)
    if "serving_default" in signatures:
        examples = serialize(windows, config.max_seq_length)
        yield "serving_default", {"examples": np.array(examples, np.object_)}


def write_requests(
    directory: Path, signatures: Mapping[str, Any], tokenizer: Tokenizer, config: ReaderConfig
) -> None:
    """Write the requests into a version's folder, in place of what there may be."""
    file = directory / FILE
    file.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(file)) as writer:
        for name, inputs in requests(signatures, tokenizer, config):
            log = prediction_log_pb2.PredictionLog()
            request = log.predict_log.request
            request.model_spec.name = config.name
            request.model_spec.signature_name = name
            for key, value in inputs.items():
                request.inputs[key].CopyFrom(tf.make_tensor_proto(value))
            writer.write(log.SerializeToString(deterministic=True))


def read_requests(directory: Path) -> list[tuple[str, dict[str, Any]]]:
    """Read a version's warm-up requests, (signature, inputs) each; [] without a file.

    Raises:
        ValueError: The file is damaged, or holds something else.
    """
    file = directory / FILE
    if not file.is_file():
        return []
    read = []
    try:
        for record in tf.data.TFRecordDataset(str(file)).as_numpy_iterator():
            log = prediction_log_pb2.PredictionLog.FromString(record)
            if log.WhichOneof("log_type") != "predict_log":
                raise ValueError("a warm-up request is no prediction")
            request = log.predict_log.request
            inputs = {key: tf.make_ndarray(value) for key, value in request.inputs.items()}
            read.append((request.model_spec.signature_name, inputs))
    except (tf.errors.OpError, DecodeError) as error:
        raise ValueError(f"{file} is damaged ({type(error).__name__})") from error
    return read
