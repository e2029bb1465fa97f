"""TensorFlow Serving would read its configuration, and take what the bot sends."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    message_factory,
    text_format,
    wrappers_pb2,
)
from tensorflow_serving.config import model_server_config_pb2

from mrc_core.predict.serving import server
from tests.deploy.files import DEPLOY

FOLDER = DEPLOY / "tf_serving"
FIELD = descriptor_pb2.FieldDescriptorProto
WRAPPED = ".google.protobuf.Int64Value"


def _messages() -> Any:
    """Of session_bundle_config.proto and monitoring_config.proto, which the package has not."""
    file = descriptor_pb2.FileDescriptorProto(
        name="tf_serving_config.proto",
        package="tensorflow.serving",
        syntax="proto3",
        dependency=[wrappers_pb2.DESCRIPTOR.name],
    )
    batching = file.message_type.add(name="BatchingParameters").field
    for number, name in enumerate(
        ["max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "num_batch_threads"], 1
    ):
        batching.add(name=name, number=number, type=FIELD.TYPE_MESSAGE, label=1, type_name=WRAPPED)
    batching.add(name="allowed_batch_sizes", number=6, type=FIELD.TYPE_INT64, label=3)
    batching.add(name="pad_variable_length_inputs", number=7, type=FIELD.TYPE_BOOL, label=1)
    prometheus = file.message_type.add(name="PrometheusConfig").field
    prometheus.add(name="enable", number=1, type=FIELD.TYPE_BOOL, label=1)
    prometheus.add(name="path", number=2, type=FIELD.TYPE_STRING, label=1)
    file.message_type.add(name="MonitoringConfig").field.add(
        name="prometheus_config",
        number=1,
        type=FIELD.TYPE_MESSAGE,
        label=1,
        type_name=".tensorflow.serving.PrometheusConfig",
    )
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(wrappers_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    return pool


POOL = _messages()


def parsed(name: str, message: str) -> Any:
    kind = message_factory.GetMessageClass(
        POOL.FindMessageTypeByName(f"tensorflow.serving.{message}")
    )
    return text_format.Parse((FOLDER / name).read_text(), kind())


@pytest.mark.parametrize("name", ["models.config", "models.canary.config"])
def test_models_are_configured_as_the_bot_asks_for_them(name: str) -> None:
    read = text_format.Parse(
        (FOLDER / name).read_text(), model_server_config_pb2.ModelServerConfig()
    )
    [model] = read.model_config_list.config
    assert (model.name, model.base_path) == ("mrc", "/models/mrc")
    assert model.model_platform == "tensorflow"
    policy = model.model_version_policy
    assert set(model.version_labels.values()) <= set(policy.specific.versions)
    if name == "models.canary.config":
        assert model.version_labels.keys() == {"stable", "canary"}
        assert len(set(model.version_labels.values())) == 2


@pytest.mark.parametrize("name", ["batching.cpu.config", "batching.gpu.config"])
def test_batches_take_what_the_bot_sends(name: str) -> None:
    read = parsed(name, "BatchingParameters")
    largest = read.max_batch_size.value
    assert largest >= server._ROWS
    assert not read.pad_variable_length_inputs  # it pads masks with their first element
    sizes = list(read.allowed_batch_sizes)
    assert sizes == sorted(set(sizes))
    if sizes:  # else the server exits
        assert sizes[-1] == largest
    assert read.max_enqueued_batches.value > 0
    assert read.num_batch_threads.value > 0
    assert read.batch_timeout_micros.value < 20_000


def test_the_metrics_are_where_prometheus_looks() -> None:
    read = parsed("monitoring.config", "MonitoringConfig").prometheus_config
    assert read.enable
    assert read.path == "/monitoring/prometheus/metrics"
