"""Every family against transformers: logits, tokens, and what is decoded of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import pytest

from exporter.checkpoints.checkpoint import Checkpoint, CheckpointError
from exporter.checkpoints.huggingface import read_folder
from exporter.checkpoints.load import load_network
from exporter.checkpoints.wordpiece import separator_ids
from exporter.networks.encoder import EncoderReader
from exporter.networks.relative_positions import DisentangledConfig, rows_of_distances
from exporter.networks.weights import weights_by_path
from exporter.savedmodel.module import QuestionAnswering, logits_of
from mrc_core.artifact import ReaderConfig
from mrc_core.decode.spans import top_spans
from mrc_core.featurize.featurizer import Featurizer
from tests.exporter.checkpoints.parity import (
    NAMES,
    NETWORKS,
    Reference,
    difference,
    pairs,
    reference,
    texts,
)

pytestmark = pytest.mark.usefixtures("graphs_as_traced")

Loaded = tuple[Reference, Checkpoint, EncoderReader]
INPUTS = ("input_ids", "input_mask", "segment_ids")


@pytest.fixture(scope="module", params=NAMES)
def loaded(request: pytest.FixtureRequest) -> Loaded:
    original = reference(request.param)
    checkpoint = read_folder(original.folder)
    return original, checkpoint, load_network(checkpoint)


only_networks = pytest.mark.parametrize("loaded", NETWORKS, indirect=True, scope="module")


def _logits(network: EncoderReader, arrays: Mapping[str, np.ndarray]) -> tuple[Any, Any]:
    return logits_of(network)(*(arrays[name] for name in INPUTS))


def test_logits_are_those_of_transformers(
    loaded: Loaded, record_property: Callable[[str, object], None]
) -> None:
    original, checkpoint, network = loaded
    arrays = original.arrays
    start, end = _logits(network, arrays)
    largest = difference(original, start, end)
    record_property("largest_difference", largest)
    assert largest < (1e-3 if checkpoint.provenance["family"] == "deberta-v2" else 1e-4)
    # The comparison means something only where logits differ among tokens.
    assert np.std(arrays["start_logits"][arrays["input_mask"] == 1]) > 0.01


def test_ten_thousand_texts_have_the_tokens_of_the_original_tokenizer(loaded: Loaded) -> None:
    original, checkpoint, _ = loaded
    encodings = checkpoint.tokenizer.encode_batch(texts(), add_special_tokens=False)
    ours = [encoding.ids for encoding in encodings]
    assert len(ours) == 10_000
    different = [
        text
        for text, mine, theirs in zip(texts(), ours, original.tokens, strict=True)
        if mine != theirs
    ]
    assert different == []


def test_a_window_is_put_together_as_the_checkpoint_was_trained(loaded: Loaded) -> None:
    original, checkpoint, _ = loaded
    arrays = original.arrays
    config = ReaderConfig(max_seq_length=arrays["input_ids"].shape[1])
    featurizer = Featurizer(checkpoint.tokenizer, config)
    for row, (question, passage) in enumerate(pairs()):
        window = featurizer.assemble(featurizer.tokenize(question, [passage]), [0])
        real = arrays["input_mask"][row] == 1
        if real.all():
            continue  # Longer than a window, and cut elsewhere: we cut at sentences.
        names = ["input_ids", "input_mask"]
        # Where segments mean nothing, the client has them all the same.
        names += ["segment_ids"] if checkpoint.encoder.reads_segments else []
        for name in names:
            ours = getattr(window, name)[0]
            np.testing.assert_array_equal(ours, arrays[name][row][real], err_msg=name)


@only_networks
def test_spans_are_what_decoding_the_logits_outside_gives(loaded: Loaded) -> None:
    original, checkpoint, network = loaded
    arrays = original.arrays
    config = ReaderConfig(max_seq_length=arrays["input_ids"].shape[1], top_k=7)
    separators = separator_ids(checkpoint.tokenizer)
    module = QuestionAnswering(logits_of(network), config, separators)
    inputs = [arrays[name] for name in INPUTS]
    logits, spans = module.tokens(*inputs), module.spans(*inputs)
    answerable = (arrays["segment_ids"] == 1) & (arrays["input_mask"] == 1)
    answerable &= ~np.isin(arrays["input_ids"], separators)
    expected = top_spans(
        logits["start_logits"].numpy(),
        logits["end_logits"].numpy(),
        answerable,
        config.max_answer_length,
        config.top_k,
    )
    np.testing.assert_array_equal(spans["start"], expected.start)
    np.testing.assert_array_equal(spans["end"], expected.end)
    np.testing.assert_allclose(spans["score"], expected.score, rtol=0, atol=1e-4)
    np.testing.assert_allclose(spans["null_score"], expected.null_score, rtol=0, atol=1e-4)


@only_networks
def test_padding_changes_nothing(loaded: Loaded) -> None:
    original, _, network = loaded
    arrays = original.arrays
    row = int(arrays["input_mask"].sum(axis=1).argmin())
    length = int(arrays["input_mask"][row].sum())
    assert length < arrays["input_mask"].shape[1]
    start, _ = _logits(network, {name: arrays[name][row : row + 1, :length] for name in INPUTS})
    np.testing.assert_allclose(start[0], arrays["start_logits"][row, :length], rtol=0, atol=1e-3)


def _in_keras_layout(checkpoint: Checkpoint, path: str, name: str) -> np.ndarray:
    array = np.asarray(checkpoint.arrays[name])
    return array.T if checkpoint.is_transposed(path) else array


@pytest.mark.parametrize("kind", ["encoder", "pretrained"])
@only_networks
def test_an_encoder_without_a_span_head_gets_one(loaded: Loaded, kind: str) -> None:
    original, whole, network = loaded
    checkpoint = read_folder(original.folder / kind)
    assert not checkpoint.has_span_head
    with pytest.raises(CheckpointError, match="mrc-train finetune"):
        load_network(checkpoint)
    completed = checkpoint.with_span_head(seed=1)
    weights = weights_by_path(network)
    table = completed.table(weights)
    assert {table[path] for path in weights} == set(completed.arrays) - completed.unused
    arrays = {path: _in_keras_layout(completed, path, table[path]) for path in weights}
    for path, weight in weights.items():
        assert weight.shape == arrays[path].shape
        if not path.startswith("span/"):
            np.testing.assert_array_equal(arrays[path], weight.numpy(), err_msg=path)
    assert 0.01 < arrays["span/kernel"].std() < 0.03
    again = checkpoint.with_span_head(seed=1)
    for name in set(completed.arrays) - set(checkpoint.arrays):
        np.testing.assert_array_equal(again.arrays[name], completed.arrays[name])
    # One that is there stays.
    assert whole.has_span_head
    assert whole.with_span_head(seed=1) is whole


@pytest.mark.parametrize("name", ["bert", "roberta"])
@pytest.mark.parametrize("precision", ["fp16", "bf16"])
def test_half_precision_halves_the_weights_and_keeps_the_logits_close(
    name: str, precision: str
) -> None:
    original = reference(name)
    network = load_network(read_folder(original.folder), precision)  # type: ignore[arg-type]
    arrays = original.arrays
    start, end = _logits(network, arrays)
    assert start.dtype == end.dtype == "float32"
    assert difference(original, start, end) < (0.05 if precision == "fp16" else 0.5)
    halves = {w.dtype for w in network.weights if not w.path.partition("/")[2].startswith("span/")}
    assert halves == {"float16" if precision == "fp16" else "bfloat16"}
    assert keras.config.dtype_policy().name == "float32"


def test_far_distances_share_logarithmic_buckets() -> None:
    config = DisentangledConfig(
        longest=512,
        buckets=256,
        content_to_position=True,
        position_to_content=True,
        shared_projections=True,
        normalized=True,
    )
    rows = rows_of_distances(np.array([-511, -128, -1, 0, 1, 127, 128, 129, 511]), config)
    assert rows.tolist() == [1, 128, 255, 256, 257, 383, 384, 385, 511]
