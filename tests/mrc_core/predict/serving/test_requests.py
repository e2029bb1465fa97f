"""What the client sends to a TensorFlow Serving, and which version of the model it asks."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest

from mrc_core import ModelMismatchError, ModelUnknownError, ReaderUnavailableError
from mrc_core.predict.serving import ServingPredictor, server
from mrc_core.predict.serving import client as client_module
from mrc_core.predict.serving.exchange import Exchange
from tests.mrc_core.predict.serving.windows import (
    CONFIG,
    TokensModel,
    assert_same,
    expected,
    windows_of,
)
from tests.standins.tf_serving.models.servable import Tensors
from tests.standins.tf_serving.standin import (
    Fault,
    ReceivedRequest,
    ServingError,
    TensorFlowServing,
)


@pytest.fixture
async def client(url: str) -> AsyncIterator[ServingPredictor]:
    made = ServingPredictor(url, "mrc", CONFIG, timeout=10, patience=1)
    yield made
    await made.aclose()


def predictions(serving: TensorFlowServing) -> list[ReceivedRequest]:
    return [request for request in serving.requests if request.method == "POST"]


async def test_windows_of_any_lengths_come_back_in_their_order(client: ServingPredictor) -> None:
    windows = windows_of(384, 70, 384, 12, 300, 70, *[384] * 40, *[33] * 9)
    assert_same((await client.predict(windows)).spans, expected(windows))


async def test_windows_are_sent_at_a_few_lengths_with_masked_padding(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    await client.predict(windows_of(40))
    await client.predict(windows_of(50))
    await client.predict(windows_of(200, 33, 33, 33, 33))
    bodies = [request.json["instances"] for request in predictions(serving)]
    lengths = {len(row["input_ids"]) for rows in bodies for row in rows}
    assert lengths == {64, 256}
    assert sum(bodies[0][0]["input_mask"]) == 40
    assert [sum(row["input_mask"]) for row in bodies[2]] + [
        sum(row["input_mask"]) for row in bodies[3]
    ] in ([200, 33, 33, 33, 33], [33, 33, 33, 33, 200])


async def test_large_requests_are_packed_and_small_ones_are_not(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    await client.predict(windows_of(30))
    await client.predict(windows_of(*[384] * 24))
    small, large = predictions(serving)
    assert "content-encoding" not in small.headers
    assert large.headers["content-encoding"] == "gzip"
    assert large.size < len(large.body) / 2


@pytest.mark.parametrize(
    "refusal",
    [
        lambda n: Fault.error(400, f"Task size {n} is larger than maximum input batch size 4"),
        lambda _: Fault(status=413, body=b"<html>\xff", content_type="text/html"),
    ],
    ids=["server", "proxy"],
)
async def test_how_many_windows_a_request_may_have_is_learnt(
    client: ServingPredictor, serving: TensorFlowServing, refusal: object
) -> None:
    def limit(request: ReceivedRequest) -> Fault | None:
        rows = len(request.json["instances"]) if request.method == "POST" else 0
        return refusal(rows) if rows > 4 else None  # type: ignore[operator]

    serving.fault = limit
    windows = windows_of(*[64] * 18)
    assert_same((await client.predict(windows)).spans, expected(windows))
    serving.requests.clear()
    await client.predict(windows)
    sizes = sorted(len(request.json["instances"]) for request in predictions(serving))
    assert sizes == [2, 4, 4, 4, 4]


async def test_a_server_that_takes_no_window_at_all_is_a_mismatch(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    serving.fault = lambda r: Fault(status=413) if r.method == "POST" else None
    with pytest.raises(ModelMismatchError):
        await client.predict(windows_of(*[64] * 9))


async def test_a_name_that_is_not_served_is_told_from_a_version_that_is_not(url: str) -> None:
    for name, version, is_unknown in (("other", None, True), ("mrc", "7", False)):
        predictor = ServingPredictor(url, name, CONFIG, version=version, patience=0)
        with pytest.raises(ReaderUnavailableError) as caught:
            await predictor.check()
        assert isinstance(caught.value, ModelUnknownError) is is_unknown
        await predictor.aclose()


async def test_a_server_that_no_longer_batches_is_found_out(
    client: ServingPredictor, serving: TensorFlowServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_LEARNT_SECONDS", 0.2)
    mixed = Fault.error(400, "Tensors with name 'a' from different tasks have different shapes")
    faults = iter([mixed])
    serving.fault = lambda request: next(faults, None) if "predict" in request.path else None
    longest = []
    for pause in (0.3, 0.0):
        await client.predict(windows_of(20))
        body = serving.requests[-1].json
        longest.append(len(body["instances"][0]["input_ids"]))
        await asyncio.sleep(pause)
    assert longest == [CONFIG.max_seq_length, 64]


async def test_a_server_that_batches_is_sent_one_length_only(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    """TensorFlow Serving refuses all requests of a batch whose lengths differ."""
    lock = threading.Lock()
    running: list[tuple[int, set[int]]] = []  # the length of each, and those beside it

    class Batching(TokensModel):
        def run(self, signature: str, inputs: Tensors) -> Tensors:
            length, beside = inputs["input_ids"].shape[1], set[int]()
            with lock:
                for other, beside_other in running:
                    beside.add(other)
                    beside_other.add(length)
                running.append((length, beside))
            time.sleep(0.05)
            with lock:
                running[:] = [one for one in running if one[1] is not beside]
            if beside - {length}:
                raise ServingError(
                    "Tensors with name 'tokens_input_mask:0' from different tasks have different "
                    "shapes and padding is turned off."
                )
            return super().run(signature, inputs)

    serving.models.load("mrc", 1, Batching(1))
    questions = [windows_of(tokens, seed=tokens) for tokens in range(20, 380, 20)]
    for _ in range(2):
        serving.requests.clear()
        found = await asyncio.gather(*(client.predict(windows) for windows in questions))
        for prediction, windows in zip(found, questions, strict=True):
            assert_same(prediction.spans, expected(windows))
    lengths = {len(r.json["instances"][0]["input_ids"]) for r in predictions(serving)}
    assert lengths == {CONFIG.max_seq_length}


async def test_only_so_many_requests_are_in_flight(
    url: str, serving: TensorFlowServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, now, most = threading.Lock(), 0, 0

    class Slow(TokensModel):
        def run(self, signature: str, inputs: Tensors) -> Tensors:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.03)
            with lock:
                now -= 1
            return super().run(signature, inputs)

    serving.models.load("mrc", 1, Slow(1))
    monkeypatch.setattr(client_module, "_CONCURRENCY", 3)
    client = ServingPredictor(url, "mrc", CONFIG)
    await asyncio.gather(*(client.predict(windows_of(20)) for _ in range(12)))
    await client.aclose()
    assert most == 3


async def test_a_question_is_read_by_one_version_though_the_server_moves_on(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    """Half of a question is answered by version 1 when 2 takes its place."""
    await client.start()
    served = itertools.count(1)

    def move_on(request: ReceivedRequest) -> None:
        if request.method == "POST" and next(served) == 2:
            serving.models.load("mrc", 2, TokensModel(2))
            serving.models.unload("mrc", 1)

    serving.fault = move_on
    windows = windows_of(*[64] * 80)
    found = await client.predict(windows)
    assert found.model.version == "2"
    assert_same(found.spans, expected(windows, version=2))
    assert any(":predict" in r.path and "/versions/1:" in r.path for r in serving.requests)


async def test_a_version_that_comes_beside_the_old_one_is_taken_soon(
    client: ServingPredictor, serving: TensorFlowServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = windows_of(20)
    await client.predict(windows)
    serving.models.load("mrc", 2, TokensModel(2))
    await client.predict(windows)
    assert client.model.version == "1"
    monkeypatch.setattr(server, "_FRESH_SECONDS", 0.0)
    async with asyncio.timeout(5):
        while client.model.version == "1":
            await client.predict(windows)
    assert_same((await client.predict(windows)).spans, expected(windows, version=2))


async def test_a_version_may_change_and_change_back_while_it_is_looked_up(
    url: str, serving: TensorFlowServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions, look-ups beside them and versions, all at once; that takes long on a busy core."""
    monkeypatch.setattr(server, "_FRESH_SECONDS", 0.0)
    client = ServingPredictor(url, "mrc", CONFIG, timeout=60, patience=60)
    windows = windows_of(20)
    answers = [expected(windows, version).null_score.tolist() for version in (1, 2)]

    async def versions() -> None:
        for _ in range(8):
            serving.models.load("mrc", 2, TokensModel(2))
            await asyncio.sleep(0.02)
            serving.models.unload("mrc", 2)
            await asyncio.sleep(0.02)

    async def question(number: int) -> None:
        await asyncio.sleep(number * 0.008)
        found = await client.predict(windows)
        answer = answers[int(found.model.version) - 1]
        np.testing.assert_allclose(found.spans.null_score, answer, rtol=1e-5)

    await asyncio.gather(versions(), *(question(number) for number in range(40)))
    await client.aclose()


async def test_a_version_that_is_taken_back_is_left(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    serving.models.load("mrc", 2, TokensModel(2))
    await client.predict(windows_of(20))
    assert client.model.version == "2"
    serving.models.unload("mrc", 2)
    windows = windows_of(20)
    assert_same((await client.predict(windows)).spans, expected(windows, version=1))
    assert client.model.version == "1"


async def test_the_metadata_is_read_again_for_a_new_version_only(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    def metadata() -> int:
        return sum(request.path.endswith("/metadata") for request in serving.requests)

    for _ in range(3):
        await client.check()
        await client.predict(windows_of(20))
    assert metadata() == 1
    serving.models.load("mrc", 2, TokensModel(2))
    await client.check()
    await client.predict(windows_of(20))
    assert client.model.version == "2"
    assert metadata() == 2


async def test_a_version_can_be_named_by_its_label(url: str, serving: TensorFlowServing) -> None:
    serving.models.load("mrc", 2, TokensModel(2))
    client = ServingPredictor(url, "mrc", CONFIG, version="stable", patience=0)
    with pytest.raises(ReaderUnavailableError, match="label"):
        await client.check()
    serving.models.labels["mrc"] = {"stable": 1, "canary": 2}
    windows = windows_of(20)
    assert_same((await client.predict(windows)).spans, expected(windows, version=1))
    serving.models.labels["mrc"] = {"stable": 2}
    await client.check()
    assert_same((await client.predict(windows)).spans, expected(windows, version=2))
    assert client.model.version == "2"
    await client.aclose()


async def test_a_pinned_version_that_is_gone_is_not_replaced(
    url: str, serving: TensorFlowServing
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, version="1", patience=0)
    await client.predict(windows_of(20))
    assert serving.requests[-1].path == "/v1/models/mrc/versions/1:predict"
    assert serving.requests[0].path == "/v1/models/mrc/versions/1/metadata"
    serving.models.load("mrc", 2, TokensModel(2))
    serving.models.unload("mrc", 1)
    with pytest.raises(ReaderUnavailableError, match="404"):
        await client.predict(windows_of(20))
    await client.aclose()


async def test_a_version_without_a_signature_that_fits_is_a_mismatch(
    client: ServingPredictor, serving: TensorFlowServing
) -> None:
    await client.predict(windows_of(20))
    stranger = TokensModel(2)
    stranger.signatures = {"classify": stranger.signatures["tokens"]}  # type: ignore[misc]
    serving.models.load("mrc", 2, stranger)
    serving.models.unload("mrc", 1)
    with pytest.raises(ModelMismatchError, match="classify"):
        await client.predict(windows_of(20))


async def test_scores_that_are_not_finite_are_read_as_they_are(client: ServingPredictor) -> None:
    """The model's start logit is NaN for the id -1, infinite for -2 and -3."""
    windows = windows_of(6, 6)
    windows.input_ids[0, 2:5] = [-1, -2, -3]
    windows.input_ids[1, 0] = -1
    spans = (await client.predict(windows)).spans
    assert spans.start[0].tolist() == [5, 0, 0]
    assert np.isnan(spans.null_score[1])
    assert np.isfinite(spans.null_score[0])


async def _quickest(url: str) -> float:
    """Return the seconds that a reply of two pieces takes at least, once connections are warm."""
    exchange, times = Exchange(url, 1), []
    try:
        for _ in range(25):
            began = time.perf_counter()
            await exchange.post("/v1/models/mrc:predict", {})
            times.append(time.perf_counter() - began)
    finally:
        await exchange.aclose()
    return min(times[5:])


async def test_long_replies_come_without_pauses_between_their_pieces(
    serving: TensorFlowServing, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving.fault = Fault(status=200, body=f"[{'1,' * 10_000}1]")
    if hasattr(socket, "TCP_QUICKACK"):
        assert await _quickest(url) < 0.035  # Linux takes 40 ms otherwise
    monkeypatch.delattr(socket, "TCP_QUICKACK", raising=False)
    assert await _quickest(url) > 0
