"""TensorFlow 1 checkpoints, written by TensorFlow 1's Saver, as run_squad.py leaves them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.load import load_network
from exporter.checkpoints.tf1_bert import read_checkpoint
from exporter.networks.weights import WeightsMismatchError
from exporter.savedmodel.module import logits_of
from tests.exporter.checkpoints.parity import (
    Reference,
    difference,
    google_variables,
    reference,
    save_variables,
    texts,
)

Variables = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def original() -> Reference:
    return reference("bert")


@pytest.fixture(scope="module")
def variables(original: Reference) -> Variables:
    """With the pooler, as a fine-tuned checkpoint has it."""
    pooler = {"bert/pooler/dense/kernel": np.ones((48, 48), np.float32)}
    return google_variables(original.folder) | pooler


def _largest(original: Reference, prefix: Path) -> float:
    folder = original.folder
    network = load_network(read_checkpoint(folder / "config.json", prefix, folder / "vocab.txt"))
    arrays = original.arrays
    inputs = (arrays[name] for name in ("input_ids", "input_mask", "segment_ids"))
    return difference(original, *logits_of(network)(*inputs))


def test_logits_are_those_of_transformers(
    original: Reference,
    variables: Variables,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    prefix = save_variables(variables, tmp_path / "model.ckpt-1875")
    assert prefix.name == "model.ckpt-1875"
    largest = _largest(original, prefix)
    record_property("largest_difference", largest)
    assert largest < 1e-4
    # Named by its folder or by one of its files, it is the same checkpoint.
    for path in (tmp_path, prefix.with_name("model.ckpt-1875.index")):
        folder = original.folder
        read = read_checkpoint(folder / "config.json", path, folder / "vocab.txt")
        assert read.name == "model.ckpt-1875"


def test_optimizer_slots_and_counters_are_left_aside(
    original: Reference, variables: Variables, tmp_path: Path
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
    assert _largest(original, prefix) < 1e-4


def test_of_the_copies_of_several_gpus_the_first_is_read(
    original: Reference, variables: Variables, tmp_path: Path
) -> None:
    towers = {
        f"tower_{tower}/{name}": array + 7 * tower
        for tower in (0, 1)
        for name, array in variables.items()
    }
    assert _largest(original, save_variables(towers, tmp_path / "towers")) < 1e-4
    replicas = {f"{name}/replica_1": array + 7 for name, array in variables.items()}
    prefix = save_variables(variables | replicas, tmp_path / "replicas")
    assert _largest(original, prefix) < 1e-4


def test_a_vocabulary_without_a_word_on_its_casing_is_read_as_it_wants(
    original: Reference, variables: Variables, tmp_path: Path
) -> None:
    folder = original.folder
    prefix = save_variables(variables, tmp_path / "model.ckpt")
    read = read_checkpoint(folder / "config.json", prefix, folder / "vocab.txt")
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
            lambda v: v.pop("bert/encoder/layer_2/output/dense/kernel"),
            "no array fills: block_2/feed_forward_output/kernel",
        ),
    ],
)
def test_what_is_no_reader_is_named(
    original: Reference, variables: Variables, tmp_path: Path, change: Any, message: str
) -> None:
    changed = dict(variables)
    change(changed)
    prefix = save_variables(changed, tmp_path / "model.ckpt")
    with pytest.raises((CheckpointError, WeightsMismatchError), match=message):
        _largest(original, prefix)


def test_a_checkpoint_cut_short_is_named(
    original: Reference, variables: Variables, tmp_path: Path
) -> None:
    prefix = save_variables(variables, tmp_path / "model.ckpt")
    data = next(tmp_path.glob("*.data-*"))
    data.write_bytes(data.read_bytes()[: data.stat().st_size // 2])
    with pytest.raises(CheckpointError, match="damaged or cut short"):
        _largest(original, prefix)


def test_a_missing_checkpoint_is_named(original: Reference, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"model\.ckpt is not there"):
        _largest(original, tmp_path / "model.ckpt")
    with pytest.raises(CheckpointError, match="no checkpoint"):
        _largest(original, tmp_path)
    config = tmp_path / "bert_config.json"
    config.write_text(json.dumps({"vocab_size": 10}))
    with pytest.raises(CheckpointError, match="no whole number num_hidden_layers"):
        read_checkpoint(config, tmp_path, original.folder / "vocab.txt")
