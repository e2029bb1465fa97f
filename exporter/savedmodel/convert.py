"""A checkpoint -> a version in MODEL_DIR."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from exporter import __version__
from exporter.checkpoints.checkpoint import Checkpoint, CheckpointError
from exporter.checkpoints.load import load_network
from exporter.checkpoints.wordpiece import separator_ids
from exporter.networks.encoder import EncoderReader
from exporter.networks.precision import Precision
from exporter.progress import Steps
from exporter.savedmodel.module import QuestionAnswering, logits_of
from exporter.savedmodel.publish import free_version, publish
from exporter.savedmodel.warmup import sample_windows
from mrc_core.artifact import ReaderConfig
from mrc_core.types import Float32, Windows

_LONGEST = 384
_QUESTION = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What the user decides. Lengths are in tokens; None: as long as usual and possible."""

    name: str = ""
    precision: Precision = "fp32"
    max_seq_length: int | None = None
    doc_stride: int = 128
    max_answer_length: int = 30
    top_k: int = 20


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written.

    Attributes:
        directory: The version's folder.
        size: Bytes of all its files.
        weights: Numbers in the network.
        largest_difference: Of a logit to float32's, on real text; 0 for float32 itself.
    """

    directory: Path
    size: int
    weights: int
    largest_difference: float


def convert(
    checkpoint: Checkpoint,
    options: ExportOptions,
    model_dir: Path,
    version: int | None,
    steps: Steps,
) -> Converted:
    """Rebuild the checkpoint's network and publish it.

    Args:
        checkpoint: What to export.
        options: How.
        model_dir: Gets a new version folder.
        version: Its number; the next one if None.
        steps: Shows how far it is.

    Raises:
        CheckpointError: The options ask for what the network cannot do.
        WeightsMismatchError: Its weights are not those of the network.
        FileExistsError: The version is there already.
    """
    free_version(model_dir, version)
    config = _config_of(checkpoint, options)
    windows = sample_windows(checkpoint.tokenizer, config, config.max_seq_length)
    weights = sum(
        math.prod(array.shape)
        for name, array in checkpoint.arrays.items()
        if name not in checkpoint.unused
    )
    exact: Float32 | None = None
    if options.precision != "fp32":
        with steps.step("Reading weights in float32, to compare with", weights) as advance:
            network = load_network(checkpoint, "fp32", advance)
        with steps.step("Running it on real text"):
            exact = _logits(network, windows)
        del network
    with steps.step(f"Reading {weights:,} weights", weights) as advance:
        network = load_network(checkpoint, options.precision, advance)
    difference = 0.0
    if exact is not None:
        with steps.step(f"Running it on real text in {options.precision}"):
            difference = largest_difference(exact, _logits(network, windows), options.precision)
        compared = f"{options.precision}; logits differ from fp32's by up to {difference:.2g}"
        provenance = config.provenance | {"precision": compared}
        config = config.model_copy(update={"provenance": provenance})
    with steps.step("Writing the SavedModel"):
        separators = separator_ids(checkpoint.tokenizer)
        module = QuestionAnswering(logits_of(network), config, separators)
        directory = publish(module, checkpoint.tokenizer, model_dir, version)
    files = [path for path in directory.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    return Converted(directory, size, weights, difference)


def reader_config(
    options: ExportOptions, length: int, provenance: Mapping[str, str]
) -> ReaderConfig:
    """Make the reader.json of an export, for windows of `length` tokens."""
    return ReaderConfig(
        name=options.name,
        max_seq_length=length,
        doc_stride=options.doc_stride,
        max_question_length=min(_QUESTION, length // 2),
        max_answer_length=options.max_answer_length,
        top_k=options.top_k,
        provenance={
            **provenance,
            "exported with": f"mrc-bot {__version__}, TensorFlow {tf.__version__}",
        },
    )


def _config_of(checkpoint: Checkpoint, options: ExportOptions) -> ReaderConfig:
    longest = checkpoint.encoder.longest or _LONGEST
    length = options.max_seq_length or min(_LONGEST, longest)
    if length > longest:
        raise CheckpointError(
            f"--max-seq-length {length} is more than the {longest} tokens that the encoder reads"
        )
    config = reader_config(
        options, length, checkpoint.provenance | {"precision": options.precision}
    )
    names = {"name": options.name or checkpoint.name, "license": checkpoint.license}
    return config.model_copy(update=names)


def largest_difference(exact: Float32, other: Float32, precision: Precision) -> float:
    """Return the largest difference between two runs' logits.

    Raises:
        CheckpointError: Some of the second are not finite.
    """
    if not np.isfinite(other).all():
        raise CheckpointError(f"the network overflows in {precision}; try bf16 or fp32")
    return float(np.abs(exact - other).max())


def _logits(network: EncoderReader, windows: Windows) -> Float32:
    """Return start and end logits of all tokens that are no padding, float32 [2, tokens]."""
    run: Callable[..., Any] = tf.function(logits_of(network), autograph=False)
    logits = np.stack(run(windows.input_ids, windows.input_mask, windows.segment_ids))
    return logits[:, windows.input_mask == 1].astype(np.float32)
