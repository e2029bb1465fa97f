"""TensorFlow 1 checkpoints, written by TensorFlow 1's Saver, as run_squad.py leaves them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exporter.checkpoints.checkpoint import Checkpoint, CheckpointError
from exporter.checkpoints.load import load_network
from exporter.checkpoints.tf1_bert import read_checkpoint
from exporter.networks.weights import WeightsMismatchError, weights_by_path
from exporter.savedmodel.module import logits_of
from tests.exporter.checkpoints.parity import (
    Reference,
    difference,
    google_variables,
    reference,
    save_variables,
    texts,
    with_layers,
)

Variables = dict[str, np.ndarray]
POOLER = {"bert/pooler/dense/kernel": np.ones((48, 48), np.float32)}


def assert_same(found: Variables, expected: Variables) -> None:
    assert set(found) == set(expected)
    for path, array in expected.items():
        np.testing.assert_array_equal(found[path], array, err_msg=path)


@pytest.fixture(scope="module")
def original() -> Reference:
    return reference("bert")


@pytest.fixture(scope="module")
def bert(original: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its first layer alone, for what is the same of every layer."""
    return with_layers(1, original.folder, tmp_path_factory.mktemp("checkpoints") / "bert")


@pytest.fixture(scope="module")
def variables(bert: Path) -> Variables:
    """With the pooler, as a fine-tuned checkpoint has it."""
    return google_variables(bert) | POOLER


def _read(folder: Path, prefix: Path) -> Checkpoint:
    return read_checkpoint(folder / "config.json", prefix, folder / "vocab.txt")


def _weights(folder: Path, prefix: Path) -> Variables:
    network = load_network(_read(folder, prefix))
    return {path: weight.numpy() for path, weight in weights_by_path(network).items()}


@pytest.fixture(scope="module")
def plain(bert: Path, variables: Variables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of nothing but them; nobody changes it."""
    return save_variables(variables, tmp_path_factory.mktemp("plain") / "model.ckpt")


@pytest.fixture(scope="module")
def weights(bert: Path, plain: Path) -> Variables:
    return _weights(bert, plain)


def test_logits_are_those_of_transformers(
    original: Reference, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder, arrays = original.folder, original.arrays
    variables = google_variables(folder) | POOLER
    prefix = save_variables(variables, tmp_path / "model.ckpt-1875")
    assert prefix.name == "model.ckpt-1875"
    inputs = (arrays[name] for name in ("input_ids", "input_mask", "segment_ids"))
    network = load_network(_read(folder, prefix))
    largest = difference(original, *logits_of(network)(*inputs))
    record_property("largest_difference", largest)
    assert largest < 1e-4
    # Named by its folder or by one of its files, it is the same checkpoint.
    for path in (tmp_path, prefix.with_name("model.ckpt-1875.index")):
        assert _read(folder, path).name == "model.ckpt-1875"


def test_optimizer_slots_and_counters_are_left_aside(
    bert: Path, variables: Variables, weights: Variables, tmp_path: Path
) -> None:
    slots = {
        f"{name}/{slot}": np.full_like(array, 9)
        for name, array in variables.items()
        for slot in ("adam_m", "adam_v")
    }
    counters = {
        "global_step": np.array(1875),
        "beta1_power": np.array(0.5),
        "loss_scale": np.ones(1),
    }
    prefix = save_variables(variables | slots | counters, tmp_path / "model.ckpt-1875")
    assert_same(_weights(bert, prefix), weights)


def test_of_the_copies_of_several_gpus_the_first_is_read(
    bert: Path, variables: Variables, weights: Variables, tmp_path: Path
) -> None:
    towers = {
        f"tower_{tower}/{name}": array + 7 * tower
        for tower in (0, 1)
        for name, array in variables.items()
    }
    assert_same(_weights(bert, save_variables(towers, tmp_path / "towers")), weights)
    replicas = {f"{name}/replica_1": array + 7 for name, array in variables.items()}
    prefix = save_variables(variables | replicas, tmp_path / "replicas")
    assert_same(_weights(bert, prefix), weights)


def test_a_vocabulary_without_a_word_on_its_casing_is_read_as_it_wants(
    original: Reference, bert: Path, plain: Path
) -> None:
    read = _read(bert, plain)
    assert read.provenance["vocabulary"] == "cased, accents kept"
    ours = read.tokenizer.encode_batch(texts(), add_special_tokens=False)
    assert [encoding.ids for encoding in ours] == original.tokens


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.pop("cls/squad/output_weights"), "no question-answering head"),
        (lambda v: v.pop("bert/embeddings/word_embeddings"), "no checkpoint of Google's BERT"),
        (
            lambda v: v.update({"bert/encoder/layer_0/attention/gate": np.ones(3)}),
            "no weight takes: bert/encoder/layer_0/attention/gate; .* no array fills: none",
        ),
        (
            lambda v: v.pop("bert/encoder/layer_0/output/dense/kernel"),
            "no array fills: block_0/feed_forward_output/kernel",
        ),
    ],
)
def test_what_is_no_reader_is_named(
    bert: Path, variables: Variables, tmp_path: Path, change: Any, message: str
) -> None:
    changed = dict(variables)
    change(changed)
    prefix = save_variables(changed, tmp_path / "model.ckpt")
    with pytest.raises((CheckpointError, WeightsMismatchError), match=message):
        load_network(_read(bert, prefix))


def test_a_checkpoint_cut_short_is_named(bert: Path, variables: Variables, tmp_path: Path) -> None:
    prefix = save_variables(variables, tmp_path / "model.ckpt")
    data = next(tmp_path.glob("*.data-*"))
    data.write_bytes(data.read_bytes()[: data.stat().st_size // 2])
    with pytest.raises(CheckpointError, match="damaged or cut short"):
        load_network(_read(bert, prefix))


def test_a_missing_checkpoint_is_named(bert: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"model\.ckpt is not there"):
        _read(bert, tmp_path / "model.ckpt")
    with pytest.raises(CheckpointError, match="no checkpoint"):
        _read(bert, tmp_path)
    config = tmp_path / "bert_config.json"
    config.write_text(json.dumps({"vocab_size": 10}))
    with pytest.raises(CheckpointError, match="no whole number num_hidden_layers"):
        read_checkpoint(config, tmp_path, bert / "vocab.txt")
