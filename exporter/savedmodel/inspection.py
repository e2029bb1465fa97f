"""What a version of a reader is: signatures, sizes, where it comes from."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import tensorflow as tf

from exporter.savedmodel.signatures import Signature, read_graph, signatures_of
from exporter.savedmodel.warmup import read_requests
from mrc_core.artifact import ReaderAssets, load_assets


@dataclass(frozen=True, slots=True)
class Inspection:
    """Of the highest version in a MODEL_DIR.

    Attributes:
        sizes: Bytes by what they are for.
        weights: Numbers by type.
        warm_up: Requests by signature.
        tensorflow: The version that wrote it.
    """

    assets: ReaderAssets
    signatures: dict[str, Signature]
    sizes: dict[str, int]
    weights: dict[str, int]
    warm_up: dict[str, int]
    tensorflow: str


def inspect(model_dir: Path) -> Inspection:
    """Look at a reader without running it.

    Raises:
        ModelMismatchError: Its tokenizer or reader.json is missing or invalid.
        SavedModelError: There is no SavedModel, or it is damaged.
        ValueError: Its warm-up requests are damaged.
    """
    assets = load_assets(model_dir)
    directory = assets.directory
    graph = read_graph(directory)
    sizes: Counter[str] = Counter()
    for file in directory.rglob("*"):
        if file.is_file():
            sizes[file.relative_to(directory).parts[0]] += file.stat().st_size
    return Inspection(
        assets,
        signatures_of(graph),
        dict(sizes.most_common()),
        _weights(directory),
        dict(Counter(name for name, _ in read_requests(directory))),
        graph.meta_info_def.tensorflow_version,
    )


def _weights(directory: Path) -> dict[str, int]:
    prefix = directory / "variables" / "variables"
    if not prefix.with_suffix(".index").is_file():
        return {}
    reader = tf.train.load_checkpoint(str(prefix))
    types = reader.get_variable_to_dtype_map()
    counts: Counter[str] = Counter()
    for name, shape in reader.get_variable_to_shape_map().items():
        if types[name] != tf.string:
            counts[types[name].name] += math.prod(shape)
    return dict(counts.most_common())
