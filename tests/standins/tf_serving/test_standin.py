"""The stand-in for TensorFlow Serving answers as the recorded server did."""

import base64
import gzip
import http.client
import json
import lzma
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
import pytest

from tests.standins.http import serve
from tests.standins.tf_serving.bodies import TOKENS, tokens
from tests.standins.tf_serving.models.servable import Signature, TensorInfo, Tensors
from tests.standins.tf_serving.standin import (
    RecordedModel,
    SavedModelServable,
    TensorFlowServing,
)

RECORDED = Path(__file__).parents[2] / "data" / "tf-serving-recorded.jsonl.xz"
DEPENDS_ON_TIMING = ("life", "switch", "batch_")


def padded(body: dict[str, Any], size: int) -> bytes:
    return json.dumps(body).encode().replace(b"{", b"{" + b" " * size, 1)


def unrecorded_body(name: str) -> bytes:
    """A body that the recording leaves out, because it is big or not text."""
    match name:
        case "gzip_request" | "gzip_request_no_header":
            return gzip.compress(padded(tokens(1, 2, 3), 0))
        case "gzip_truncated":
            return gzip.compress(padded(tokens(1, 2, 3), 0))[:-20]
        case "gzip_bomb_20MB":
            return gzip.compress(padded(tokens(1, 2, 3), 20_000_000), 1)
        case "gzip_bomb_120MB":
            return gzip.compress(padded(tokens(1, 2, 3), 120_000_000), 1)
        case "big_64MB_whitespace":
            return padded(tokens(1), 64_000_000)
        case _:
            raise LookupError(name)


def recorded_exchanges() -> list[Any]:
    with lzma.open(RECORDED, "rt", encoding="utf-8") as lines:
        exchanges = [json.loads(line) for line in lines]
    return [
        pytest.param(exchange, id=exchange["name"])
        for exchange in exchanges
        if not exchange["server"]["case"].startswith(DEPENDS_ON_TIMING)
    ]


def recorded_server(case: str) -> TensorFlowServing:
    """A stand-in that is set up as the server of a recorded case was."""
    models = {"mrc": {1: RecordedModel(1)}}
    if case == "monitor_timeout":
        return TensorFlowServing(models, rest_timeout=0.8, monitoring=True)
    serving = TensorFlowServing(models)
    if case == "warm_next":
        reason = (
            "corrupted record at 0 (Is this even a TFRecord file?). Please verify your warmup data "
            "is in TFRecord format."
        )
        serving.models.load("mrc", 2, RecordedModel(2))
        serving.models.set_state("mrc", 2, "END", "DATA_LOSS", reason)
    return serving


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    cases = {param.values[0]["server"]["case"] for param in recorded_exchanges()}
    with ExitStack() as stack:
        yield {case: stack.enter_context(serve(recorded_server(case))) for case in sorted(cases)}


def exchange_with(url: str, name: str, request: dict[str, Any]) -> tuple[int, str | None, str]:
    """Send a recorded request as it is: httpx would mend its path and headers."""
    recorded = request["body"]
    body = unrecorded_body(name) if recorded is None else recorded.encode()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(request["method"], request["path"], body or None, request["headers"])
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"], response.read().decode()
    finally:
        connection.close()


def literal_json(text: str) -> Any:
    """The JSON of a body with its decimals as they are printed; else its text."""
    try:
        return json.loads(text, parse_float=str, parse_constant=str)
    except ValueError:
        return text


@pytest.mark.parametrize("exchange", recorded_exchanges())
def test_a_recorded_exchange_is_answered_alike(
    exchange: dict[str, Any], servers: dict[str, str]
) -> None:
    url = servers[exchange["server"]["case"]]
    status, content_type, body = exchange_with(url, exchange["name"], exchange["request"])
    expected = exchange["response"]
    assert (status, content_type) == (expected["status"], expected["content_type"])
    assert literal_json(body) == literal_json(expected["body"])
    assert len(body) == len(expected["body"])  # the same white space


def test_the_highest_available_version_answers(serving: TensorFlowServing, url: str) -> None:
    def start_logit() -> float:
        reply = httpx.post(f"{url}{TOKENS}", json=tokens(0))
        return float(reply.json()["predictions"][0]["start_logits"][0])

    serving.models.load("mrc", 2, RecordedModel(2), state="LOADING")
    assert start_logit() == 0.5
    early = httpx.post(f"{url}/v1/models/mrc/versions/2:predict", json=tokens(0))
    assert early.status_code == 404
    assert early.json() == {"error": "Servable not found for request: Specific(mrc, 2)"}

    serving.models.set_state("mrc", 2, "AVAILABLE")
    assert start_logit() == 1.5

    serving.models.unload("mrc", 2)
    assert start_logit() == 0.5
    states = httpx.get(f"{url}/v1/models/mrc").json()["model_version_status"]
    assert [(entry["version"], entry["state"]) for entry in states] == [
        ("2", "END"),
        ("1", "AVAILABLE"),
    ]


def test_a_model_that_is_not_available_is_not_found(serving: TensorFlowServing, url: str) -> None:
    serving.models.set_state("mrc", 1, "LOADING")
    for reply in (
        httpx.post(f"{url}{TOKENS}", json=tokens(0)),
        httpx.get(f"{url}/v1/models/mrc/metadata"),
    ):
        assert reply.status_code == 404
        assert reply.json() == {"error": "Servable not found for request: Latest(mrc)"}


def test_a_label_stands_for_its_version(serving: TensorFlowServing, url: str) -> None:
    serving.models.labels["mrc"] = {"stable": 1, "canary": 2}
    labels = f"{url}/v1/models/mrc/labels"
    assert httpx.post(f"{labels}/stable:predict", json=tokens(0)).status_code == 200
    assert httpx.post(f"{labels}/canary:predict", json=tokens(0)).status_code == 404
    assert httpx.post(f"{labels}/Stable:predict", json=tokens(0)).status_code == 400
    assert httpx.get(f"{labels}/unknown").status_code == 200


def test_metadata_lists_the_signatures(url: str) -> None:
    metadata = httpx.get(f"{url}/v1/models/mrc/metadata").json()
    assert metadata["model_spec"] == {"name": "mrc", "signature_name": "", "version": "1"}
    signatures = metadata["metadata"]["signature_def"]["signature_def"]
    assert signatures.keys() == {"__saved_model_init_op", "serving_default", "spans", "tokens"}
    assert signatures["tokens"]["method_name"] == "tensorflow/serving/predict"
    assert signatures["tokens"]["inputs"]["input_ids"] == {
        "dtype": "DT_INT32",
        "tensor_shape": {
            "dim": [{"size": "-1", "name": ""}, {"size": "-1", "name": ""}],
            "unknown_rank": False,
        },
        "name": "tokens_input_ids:0",
    }


class Doubling:
    """A servable with one input and one output."""

    signatures: ClassVar = {
        "serving_default": Signature(
            inputs={"x": TensorInfo("DT_FLOAT", (-1,), "serving_default_x:0")},
            outputs={"y": TensorInfo("DT_FLOAT", (-1,), "StatefulPartitionedCall:0")},
        )
    }

    def run(self, signature: str, inputs: Tensors) -> Tensors:
        return {"y": inputs["x"] * 2}


def test_one_output_stands_without_its_name(serving: TensorFlowServing, url: str) -> None:
    serving.models.load("double", 1, Doubling())
    path = f"{url}/v1/models/double:predict"
    assert httpx.post(path, json={"instances": [1, 2.5]}).text == (
        '{\n    "predictions": [2.0, 5.0\n    ]\n}'
    )
    assert httpx.post(path, json={"inputs": {"x": [1, 2.5]}}).json() == {"outputs": [2.0, 5.0]}


def test_an_error_echoes_bytes_that_are_not_utf_8(url: str) -> None:
    example = base64.b64encode(b"\xff\xfe").decode()
    reply = httpx.post(f"{url}{TOKENS}", json={"instances": [{"b64": example}]})
    assert reply.status_code == 400
    assert b"Could not parse example input, value: '\xff\xfe'" in reply.content


def test_outside_the_api_the_connection_closes(url: str) -> None:
    assert httpx.get(f"{url}/healthz").headers["Connection"] == "close"


def test_requests_are_kept_for_assertions(serving: TensorFlowServing, url: str) -> None:
    packed = gzip.compress(json.dumps(tokens(7)).encode())
    httpx.post(f"{url}{TOKENS}", content=packed, headers={"Content-Encoding": "gzip"})
    httpx.get(f"{url}/v1/models/m%72c?x=1")
    post, get = serving.requests
    assert (post.method, post.path, post.size) == ("POST", TOKENS, len(packed))
    assert post.json["instances"][0]["input_ids"] == [7]
    assert (get.method, get.path, get.json) == ("GET", "/v1/models/m%72c?x=1", None)


@pytest.fixture(scope="module")
def saved_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SavedModel whose logits are its ids, with a signature of each kind."""
    import tensorflow as tf

    model = tf.Module()

    def logits(input_ids: Any, input_mask: Any, segment_ids: Any) -> dict[str, Any]:
        start = tf.cast(input_ids * input_mask, tf.float32)
        return {"start_logits": start, "end_logits": start + tf.cast(segment_ids, tf.float32)}

    def from_examples(examples: Any) -> dict[str, Any]:
        feature = tf.io.FixedLenFeature([2], tf.int64)
        names = ["input_ids", "input_mask", "segment_ids"]
        return logits(**tf.io.parse_example(examples, dict.fromkeys(names, feature)))

    def spec(name: str) -> Any:
        return tf.TensorSpec([None, None], tf.int32, name)

    path = tmp_path_factory.mktemp("saved-model")
    signatures = {
        "tokens": tf.function(logits).get_concrete_function(
            spec("input_ids"), spec("input_mask"), spec("segment_ids")
        ),
        "serving_default": tf.function(from_examples).get_concrete_function(
            tf.TensorSpec([None], tf.string, "examples")
        ),
    }
    tf.saved_model.save(model, str(path), signatures)
    return path


def test_a_saved_model_is_served(serving: TensorFlowServing, url: str, saved_model: Path) -> None:
    serving.models.load("mrc", 3, SavedModelServable(saved_model))

    metadata = httpx.get(f"{url}/v1/models/mrc/metadata").json()
    signatures = metadata["metadata"]["signature_def"]["signature_def"]
    assert metadata["model_spec"]["version"] == "3"
    assert signatures.keys() == {"__saved_model_init_op", "serving_default", "tokens"}
    assert signatures["tokens"]["inputs"].keys() == {"input_ids", "input_mask", "segment_ids"}
    assert signatures["serving_default"]["inputs"]["examples"]["dtype"] == "DT_STRING"
    assert signatures["serving_default"]["method_name"] == "tensorflow/serving/predict"

    rows = httpx.post(f"{url}{TOKENS}", json=tokens(4, 5))
    assert rows.json() == {"predictions": [{"start_logits": [4.0, 5.0], "end_logits": [4.0, 5.0]}]}

    tensors = {"input_ids": [[4, 5]], "input_mask": [[1, 0]], "segment_ids": [[0, 1]]}
    columns = httpx.post(f"{url}{TOKENS}", json={"signature_name": "tokens", "inputs": tensors})
    assert columns.json() == {"outputs": {"start_logits": [[4.0, 0.0]], "end_logits": [[4.0, 1.0]]}}

    broken = httpx.post(f"{url}{TOKENS}", json={"instances": ["not an example"]})
    assert broken.status_code == 400
    assert "Could not parse example input" in broken.json()["error"]

    none = httpx.post(f"{url}{TOKENS}", json={"inputs": []})
    assert none.json() == {"outputs": {"start_logits": [], "end_logits": []}}
