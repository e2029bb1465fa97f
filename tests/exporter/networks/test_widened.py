from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from exporter.networks.match.reader import MatchReader
from exporter.networks.widened import WidenedNetwork
from tests.exporter.networks.match.test_lean_layers import LEAN
from tests.exporter.networks.match.test_reader import LONG, RIVER, SEOUL, STOP, _window


@pytest.fixture(scope="module")
def model() -> MatchReader:
    keras.utils.set_random_seed(0)
    model = MatchReader(replace(LEAN, blocks=1, attention_blocks=(0,)))
    model.match.rarity.assign([0, 0, 0, 0, 0, 1, 1, 0.5, 0.01, 1])
    return model


@pytest.fixture(scope="module")
def inputs() -> dict[str, np.ndarray]:
    windows = _window([SEOUL], [SEOUL, RIVER, LONG, STOP])
    return dict(zip(("input_ids", "input_mask", "segment_ids"), windows, strict=True))


@pytest.fixture(scope="module")
def saved(
    model: MatchReader, inputs: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    module = tf.Module()
    module.network = WidenedNetwork(model)
    specs = {name: tf.TensorSpec([None, None], tf.int32, name=name) for name in inputs}
    function = tf.function(lambda **named: {"start": module.network(named)["start_logits"]})
    folder = tmp_path_factory.mktemp("saved")
    signatures = {"s": function.get_concrete_function(**specs)}
    tf.saved_model.save(module, str(folder), signatures=signatures)
    return folder


@pytest.fixture(scope="module")
def loaded(saved: Path) -> list[Any]:
    """Loaded twice, as a process may hold two versions."""
    return [tf.saved_model.load(str(saved)) for _ in range(2)]


def test_it_reads_as_the_network_does(
    model: MatchReader, inputs: dict[str, np.ndarray], loaded: list[Any]
) -> None:
    expected = keras.ops.convert_to_numpy(model(inputs)["start_logits"])
    for one in loaded:
        read = one.signatures["s"](**{name: tf.constant(ids) for name, ids in inputs.items()})
        # What float16 leaves of the weights.
        np.testing.assert_allclose(read["start"], expected, atol=0.02)


def test_a_server_s_loader_widens_too(
    inputs: dict[str, np.ndarray], saved: Path, loaded: list[Any]
) -> None:
    expected = loaded[0].signatures["s"](**{name: tf.constant(ids) for name, ids in inputs.items()})
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        graph = tf.compat.v1.saved_model.load(session, ["serve"], str(saved))
        signature = graph.signature_def["s"]
        fed = {signature.inputs[name].name: ids for name, ids in inputs.items()}
        read = session.run(signature.outputs["start"].name, fed)
    np.testing.assert_allclose(read, expected["start"], atol=1e-5)


def test_it_stores_half(model: MatchReader, saved: Path) -> None:
    stored = sum(2 * weight.numpy().size for weight in model.weights)
    assert (saved / "variables" / "variables.data-00000-of-00001").stat().st_size < 2 * stored
    reader = tf.train.load_checkpoint(str(saved / "variables" / "variables"))
    types = set(reader.get_variable_to_dtype_map().values())
    assert tf.float32 not in types
    assert tf.float16 in types
