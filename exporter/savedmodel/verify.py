"""Does an exported reader keep to the contract, and does it answer?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from exporter.checkpoints.tokenizer import casing_problem
from exporter.checkpoints.wordpiece import separator_ids
from exporter.savedmodel.samples import SAMPLES, Sample
from exporter.savedmodel.signatures import contract, read_graph, signatures_of
from exporter.savedmodel.warmup import MOST_RECORDS, read_requests, sample_windows
from mrc_core.artifact import ReaderAssets, ReaderConfig, load_assets
from mrc_core.errors import ModelMismatchError
from mrc_core.predict.signatures import best_signature, spans_of_logits
from mrc_core.predict.tensorflow import load_saved_model
from mrc_core.predict.tf_example import serialize
from mrc_core.reader import Reader
from mrc_core.types import Float32, Windows

_TOKENS = ("input_ids", "input_mask", "segment_ids")
# Of logits, between signatures of one network on the same windows.
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SampleAnswer:
    """A question, and what the reader says."""

    sample: Sample
    state: str
    answer: str
    score: float
    milliseconds: float


def verify(model_dir: Path) -> Iterator[Check]:
    """Check the highest version in a MODEL_DIR; stops at what makes the rest pointless.

    Raises:
        ModelMismatchError: Its tokenizer or reader.json is missing or invalid.
        SavedModelError: There is no SavedModel.
    """
    assets = load_assets(model_dir)
    yield Check("assets", True, f"{assets.config.name} {assets.version}: tokenizer, reader.json")
    problem = casing_problem(assets.tokenizer)
    yield Check("tokenizer", problem is None, problem or _speaks(assets))
    yield from _check_signatures(assets)
    began = time.perf_counter()
    try:
        model = load_saved_model(assets.directory)
    except ModelMismatchError as error:
        yield Check("loading", False, str(error))
        return
    yield Check("loading", True, f"{time.perf_counter() - began:.1f} s")
    functions = dict(model.signatures)
    yield _guarded("signatures agree", lambda: _agreement(assets, functions))
    yield _guarded("warm-up", lambda: _warm_up(assets, functions))


def answer_samples(model_dir: Path) -> list[SampleAnswer]:
    """Ask the samples' questions as the bot would.

    Raises:
        ReaderError: The reader cannot answer.
    """
    reader = Reader.load(model_dir)
    # The first call pays for TensorFlow's own warm-up.
    reader.read_sync(SAMPLES[0].question, SAMPLES[0].passage)
    asked = []
    for sample in SAMPLES:
        reading = reader.read_sync(sample.question, sample.passage, top_k=1)
        times = reading.timings_ms
        best = reading.candidates[0] if reading.candidates else None
        asked.append(
            SampleAnswer(
                sample,
                reading.state,
                best.text if best else "",
                best.score if best else 0.0,
                times.featurize + times.predict + times.decode,
            )
        )
    return asked


def _speaks(assets: ReaderAssets) -> str:
    return f"{assets.tokenizer.get_vocab_size():,} entries, fits its vocabulary"


def _check_signatures(assets: ReaderAssets) -> Iterator[Check]:
    """Check names, types and shapes; a foreign reader needs one that the client can use."""
    found = signatures_of(read_graph(assets.directory))
    offered = {name: (s.inputs, s.outputs) for name, s in found.items()}
    try:
        best: str = best_signature(offered)
    except ModelMismatchError as error:
        yield Check("signatures", False, str(error))
        return
    yield Check("signatures", True, f"the client uses {best}; there are {', '.join(found)}")
    config = assets.config
    for name, expected in contract(config.max_seq_length, config.top_k).items():
        if name not in found:
            continue
        wrong = [
            f"{key} is {found[name].outputs.get(key)}, not {tensor}"
            for key, tensor in expected.outputs.items()
            # Foreign readers say less of their shapes, and number their rows as they like.
            if key != "unique_ids" and not _fits(found[name].outputs.get(key), tensor)
        ] + [
            f"{key} is {found[name].inputs.get(key)}, not {tensor}"
            for key, tensor in expected.inputs.items()
            if not _fits(found[name].inputs.get(key), tensor)
        ]
        yield Check(name, not wrong, "; ".join(wrong) or "types and shapes as in the contract")


def _fits(found: Any, expected: Any) -> bool:
    if found is None or found.dtype != expected.dtype:
        return False
    if found.shape is None:
        return True
    return len(found.shape) == len(expected.shape) and all(
        have is None or want is None or have == want
        for have, want in zip(found.shape, expected.shape, strict=True)
    )


def _guarded(what: str, check: Callable[[], str]) -> Check:
    try:
        return Check(what, True, check())
    except (ValueError, TypeError, ModelMismatchError, tf.errors.OpError) as error:
        return Check(what, False, str(error).partition("\n")[0])


def _agreement(assets: ReaderAssets, functions: dict[str, Any]) -> str:
    """Run each signature on the same real text; `spans` is compared with decoding outside.

    Raises:
        ValueError: Two of them differ.
    """
    config = assets.config
    windows = sample_windows(assets.tokenizer, config, config.max_seq_length)
    tokens = {name: tf.constant(getattr(windows, name)) for name in _TOKENS}
    logits: dict[str, dict[str, Float32]] = {}
    if "tokens" in functions:
        logits["tokens"] = _arrays(functions["tokens"](**tokens))
    if "serving_default" in functions:
        examples = tf.constant(serialize(windows, config.max_seq_length))
        logits["serving_default"] = _arrays(functions["serving_default"](examples=examples))
    real = windows.input_mask == 1
    for name, outputs in logits.items():
        for key in ("start_logits", "end_logits"):
            if not np.isfinite(outputs[key][real]).all():
                raise ValueError(f"{key} of {name} are not all finite")
    largest = 0.0
    if len(logits) == 2:
        for key in ("start_logits", "end_logits"):
            difference = np.abs(logits["tokens"][key] - logits["serving_default"][key])[real].max()
            largest = max(largest, float(difference))
        if largest > _TOLERANCE:
            raise ValueError(f"logits of tokens and serving_default differ by {largest:.2g}")
    if "spans" in functions and logits:
        worst = _compare_spans(
            _arrays(functions["spans"](**tokens)), next(iter(logits.values())), windows, assets
        )
        if worst > _TOLERANCE:
            raise ValueError(f"spans differ from decoding the logits outside by {worst:.2g}")
        largest = max(largest, worst)
    return f"{len(windows)} windows of real text, largest difference {largest:.2g}"


def _compare_spans(
    spans: dict[str, Any], logits: dict[str, Float32], windows: Windows, assets: ReaderAssets
) -> float:
    """Return the largest difference of scores, in order; near ties may well change places."""
    config: ReaderConfig = assets.config
    apart = ~np.isin(windows.input_ids, separator_ids(assets.tokenizer))
    if not apart[windows.answerable].all():
        raise ValueError("a separator stands where answers are looked for")
    expected = spans_of_logits(logits["start_logits"], logits["end_logits"], windows, config)
    scores = np.abs(spans["score"] - expected.score).max()
    return float(max(scores, np.abs(spans["null_score"] - expected.null_score).max()))


def _warm_up(assets: ReaderAssets, functions: dict[str, Any]) -> str:
    """Run what TensorFlow Serving will run before it serves the version.

    Raises:
        ValueError: It would refuse the version.
    """
    requests = read_requests(assets.directory)
    if len(requests) > MOST_RECORDS:
        raise ValueError(f"{len(requests)} requests, TensorFlow Serving takes {MOST_RECORDS}")
    slowest = 0.0
    for name, inputs in requests:
        if name not in functions:
            raise ValueError(f"a request is for {name}, which the model does not have")
        began = time.perf_counter()
        functions[name](**{key: tf.constant(value) for key, value in inputs.items()})
        slowest = max(slowest, time.perf_counter() - began)
    if not requests:
        return "no requests: the first questions will be slow"
    return f"{len(requests)} requests, the slowest took {1000 * slowest:.0f} ms"


def _arrays(outputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value.numpy() for name, value in outputs.items()}
