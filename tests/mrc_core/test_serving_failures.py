"""Model servers that are away, hang, break or are busy: an answer, or an error that says what."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from contextlib import ExitStack

import pytest

from mrc_core import (
    ModelMismatchError,
    ReaderBusyError,
    ReaderError,
    ReaderFailedError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)
from mrc_core.serving import ServingPredictor, exchange, predictor
from mrc_core.types import Windows
from tests.mrc_core.serving_windows import CONFIG, TokensModel, assert_same, expected, windows_of
from tests.standins.http import serve
from tests.standins.tf_serving import Fault, FaultRule, ReceivedRequest, TensorFlowServing

WINDOWS = windows_of(30, 20)
FULL = Fault.error(
    503,
    "The batch scheduling queue to which this task was submitted is full; currently 1 batches "
    "enqueued and max_enqueued_batches is 1",
)


def asked(serving: TensorFlowServing) -> int:
    return sum(request.method == "POST" for request in serving.requests)


def first(count: int, fault: Fault) -> FaultRule:
    """The fault, for so many predictions."""
    left = iter(range(count))

    def rule(request: ReceivedRequest) -> Fault | None:
        return fault if request.method == "POST" and next(left, None) is not None else None

    return rule


def predictions(fault: Fault) -> FaultRule:
    return lambda request: fault if request.method == "POST" else None


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def ask(client: ServingPredictor, windows: Windows = WINDOWS, version: int = 1) -> None:
    assert_same(await client.predict(windows), expected(windows, version))


@pytest.mark.parametrize(
    "fault",
    [
        FULL,
        Fault.error(429, "busy"),
        Fault.error(504, "Timed out"),
        Fault(status=502),
        Fault(drop=True),
        Fault.error(404, "Servable not found for request: Specific(mrc, 1)"),
        Fault.error(400, "Tensors with name 'x' from different tasks have different shapes"),
    ],
    ids=["503", "429", "504", "502", "drop", "404", "mixed-lengths"],
)
async def test_what_passes_is_tried_again(
    url: str, serving: TensorFlowServing, fault: Fault
) -> None:
    serving.fault = first(2, fault)
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10)
    await ask(client)
    assert asked(serving) == 3
    await client.aclose()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.error(500, "internal"), ReaderFailedError),
        (Fault(status=401, body=b"who are you"), ReaderFailedError),
        (Fault(status=302), ReaderFailedError),
        (Fault.error(400, "keys must be equal to"), ModelMismatchError),
        (Fault.error(501, "no"), ModelMismatchError),
        (Fault(status=200, body=b"\xff\xfe garbage"), ModelMismatchError),
        (Fault(status=200, body=b"[" * 100_000), ModelMismatchError),
        (Fault(status=200, body=b'{"predictions": [1]}'), ModelMismatchError),
        (
            Fault(status=200, body=b'{"predictions": [{"start_logits": [[1], [1, 2]]}]}'),
            ModelMismatchError,
        ),
        (Fault(status=200, body=b'{"predictions": []}'), ModelMismatchError),
    ],
)
async def test_what_does_not_pass_is_said_at_once(
    url: str, serving: TensorFlowServing, fault: Fault, error: type[ReaderError]
) -> None:
    serving.fault = predictions(fault)
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10)
    with pytest.raises(error) as caught:
        await client.predict(WINDOWS)
    assert type(caught.value) is error
    assert asked(serving) == 1
    serving.fault = None
    await ask(client)
    await client.aclose()


async def test_tries_end_and_the_error_says_busy(url: str, serving: TensorFlowServing) -> None:
    serving.fault = predictions(FULL)
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10, patience=0.5)
    began = time.monotonic()
    with pytest.raises(ReaderBusyError):
        await client.predict(WINDOWS)
    assert time.monotonic() - began < 2
    assert 2 <= asked(serving) <= 20
    await client.aclose()


async def test_an_error_says_neither_what_was_asked_nor_a_password(
    url: str, serving: TensorFlowServing
) -> None:
    serving.fault = predictions(Fault(status=400, body=b'{"error": "\xff echoed text"}'))
    client = ServingPredictor(url.replace("//", "//me:secret@"), "mrc", CONFIG)
    with pytest.raises(ModelMismatchError) as caught:
        await client.predict(WINDOWS)
    assert "echoed" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert url.removeprefix("http://") in str(caught.value)
    assert serving.requests[-1].headers["authorization"].startswith("Basic ")
    await client.aclose()


async def test_a_server_that_comes_up_meanwhile_answers(serving: TensorFlowServing) -> None:
    port = unused_port()
    client = ServingPredictor(f"http://127.0.0.1:{port}", "mrc", CONFIG, timeout=20)
    await client.start()
    with pytest.raises(ReaderUnavailableError):
        await client.check()
    asking = asyncio.create_task(ask(client))
    await asyncio.sleep(0.5)
    assert not asking.done()
    with serve(serving, port=port):
        await asking
        await client.check()
    await client.aclose()


async def test_a_model_that_is_loaded_meanwhile_answers(
    url: str, serving: TensorFlowServing
) -> None:
    serving.models.set_state("mrc", 1, "LOADING")
    client = ServingPredictor(url, "mrc", CONFIG, timeout=20)
    asking = asyncio.create_task(ask(client))
    await asyncio.sleep(0.3)
    serving.models.set_state("mrc", 1, "AVAILABLE")
    await asking
    await client.aclose()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop=True),
        Fault(hang=True),
        Fault(trickle=True),
        Fault.error(500, "internal"),
        FULL,
        Fault.error(404, "Servable not found"),
        Fault(status=200, body=b"garbage"),
        Fault.error(400, "keys must be equal to"),
    ],
    ids=["drop", "hang", "trickle", "500", "503", "404", "garbage", "400"],
)
async def test_another_server_answers_for_one_that_fails(
    url: str, serving: TensorFlowServing, other_url: str, fault: Fault
) -> None:
    client = ServingPredictor(f"{url}, {other_url}/", "mrc", CONFIG, timeout=2)
    await client.start()
    serving.fault = predictions(fault)
    for _ in range(2):  # each is the first in turn once
        await ask(client, version=2)
        assert client.model.version == "2"
    assert asked(serving) >= 1
    await client.aclose()


async def test_another_server_answers_for_one_that_is_not_there(other_url: str) -> None:
    client = ServingPredictor(f"http://127.0.0.1:{unused_port()},{other_url}", "mrc", CONFIG)
    await client.start()
    await client.check()
    for _ in range(2):
        await ask(client, version=2)
    await client.aclose()


async def test_servers_share_the_questions(
    url: str, serving: TensorFlowServing, other_url: str, other: TensorFlowServing
) -> None:
    client = ServingPredictor(f"{url},{other_url}", "mrc", CONFIG)
    await asyncio.gather(*(client.predict(WINDOWS) for _ in range(20)))
    assert asked(serving) == asked(other) == 10
    await client.aclose()


async def test_all_parts_of_a_question_go_to_one_server(
    url: str, serving: TensorFlowServing, other_url: str, other: TensorFlowServing
) -> None:
    """Half of them have been answered by version 1 when its server fails."""
    client = ServingPredictor(f"{url},{other_url}", "mrc", CONFIG)
    await client.start()
    answered = iter(range(1))
    serving.fault = lambda request: (
        Fault(drop=True) if request.method == "POST" and next(answered, None) is None else None
    )
    windows = windows_of(*[64] * 80)
    for _ in range(2):
        await ask(client, windows, version=2)
    assert asked(serving) >= 2
    await client.aclose()


@pytest.mark.parametrize("fault", [Fault(hang=True), Fault(trickle=True), Fault(delay=30)])
async def test_a_server_that_does_not_answer_is_a_timeout(
    url: str, serving: TensorFlowServing, fault: Fault
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, timeout=0.5)
    await client.start()
    serving.fault = predictions(fault)
    began = time.monotonic()
    with pytest.raises(ReaderTimeoutError):
        await client.predict(WINDOWS)
    assert time.monotonic() - began < 2
    serving.fault = None
    await ask(client)
    await client.aclose()


async def test_a_slow_server_is_waited_for(url: str, serving: TensorFlowServing) -> None:
    serving.fault = predictions(Fault(delay=0.8))
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10)
    await ask(client)
    assert asked(serving) == 1
    await client.aclose()


async def test_a_server_that_fails_again_and_again_is_left_alone_then_tried_once(
    url: str, serving: TensorFlowServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictor, "_OPEN_SECONDS", 1.0)
    client = ServingPredictor(url, "mrc", CONFIG, timeout=2, patience=0)
    await client.start()
    serving.fault = predictions(Fault(drop=True))
    for _ in range(6):
        with pytest.raises(ReaderUnavailableError):
            await client.predict(WINDOWS)
    assert asked(serving) == 5
    with pytest.raises(ReaderUnavailableError, match=r"cannot be reached .* \(5 times"):
        await client.predict(WINDOWS)
    await asyncio.sleep(1.0)
    serving.fault = predictions(Fault(hang=True))
    tries = await asyncio.gather(
        *(client.predict(WINDOWS) for _ in range(6)), return_exceptions=True
    )
    assert all(isinstance(one, ReaderError) for one in tries)
    assert asked(serving) == 6
    serving.fault = None
    await asyncio.sleep(1.0)
    await ask(client)
    await asyncio.gather(*(ask(client) for _ in range(6)))
    await client.aclose()


async def test_a_server_that_hangs_from_the_start_is_unavailable_for_all_at_once(
    url: str, serving: TensorFlowServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_CHECK_SECONDS", 0.5)
    serving.fault = Fault(hang=True)
    client = ServingPredictor(url, "mrc", CONFIG, patience=0)
    await client.start()
    began = time.monotonic()
    results = await asyncio.gather(
        *(client.predict(WINDOWS) for _ in range(4)), return_exceptions=True
    )
    assert all(type(result) is ReaderUnavailableError for result in results)
    assert time.monotonic() - began < 5
    assert len(serving.requests) < 8  # they wait for one reading of the metadata
    await client.aclose()


async def test_an_unknown_model_is_unavailable_not_fatal(url: str) -> None:
    client = ServingPredictor(url, "nope", CONFIG, patience=0)
    await client.start()
    for call in (client.check(), client.predict(WINDOWS)):
        with pytest.raises(ReaderUnavailableError, match="404"):
            await call
    await client.aclose()


async def test_a_busy_server_is_not_left_alone(url: str, serving: TensorFlowServing) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10, patience=0)
    serving.fault = predictions(FULL)
    for _ in range(6):
        with pytest.raises(ReaderBusyError):
            await client.predict(WINDOWS)
    serving.fault = None
    await ask(client)
    await client.aclose()


async def test_a_question_that_is_given_up_leaves_the_next_in_peace(
    url: str, serving: TensorFlowServing
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG)
    await client.start()
    serving.fault = predictions(Fault(hang=True))
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.predict(WINDOWS)
    serving.fault = None
    await asyncio.gather(*(ask(client) for _ in range(20)))
    await client.aclose()


async def test_a_question_that_is_tried_again_keeps_to_its_askers_deadline(
    url: str, serving: TensorFlowServing
) -> None:
    serving.fault = predictions(FULL)
    client = ServingPredictor(url, "mrc", CONFIG)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await client.predict(WINDOWS)
    assert asked(serving) > 1
    await client.aclose()


async def test_a_model_that_is_no_reader_stops_the_start_wherever_it_is(
    url: str, other_url: str, other: TensorFlowServing
) -> None:
    stranger = TokensModel(3)
    stranger.signatures = {"classify": stranger.signatures["tokens"]}  # type: ignore[misc]
    other.models.load("mrc", 3, stranger)
    client = ServingPredictor(f"{url},{other_url}", "mrc", CONFIG)
    with pytest.raises(ModelMismatchError, match="classify"):
        await client.start()
    await ask(client)
    await client.aclose()


@pytest.mark.parametrize(
    "metadata", [b"{}", b"[]", b'{"metadata": 3}', b'{"model_spec": {"version": "1"}}']
)
async def test_metadata_that_is_none_is_a_mismatch(
    url: str, serving: TensorFlowServing, metadata: bytes
) -> None:
    serving.fault = Fault(status=200, body=metadata)
    client = ServingPredictor(url, "mrc", CONFIG)
    with pytest.raises(ModelMismatchError, match="metadata"):
        await client.start()
    await client.aclose()


@pytest.mark.parametrize("address", ["", "localhost:8501", "ftp://x", "http://", "http://a,,", "x"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ReaderUnavailableError, match="http://host:8501"):
        ServingPredictor(address, "mrc", CONFIG)


async def test_under_load_with_faults_every_question_ends_well_or_clearly(
    url: str, serving: TensorFlowServing, other_url: str, other: TensorFlowServing
) -> None:
    """One server restarts meanwhile, both drop, refuse, delay and speak nonsense at random."""
    other.models.load("mrc", 1, TokensModel(1))
    other.models.unload("mrc", 2)
    dice = random.Random(7)

    def at_random(request: ReceivedRequest) -> Fault | None:
        return dice.choice(
            [Fault(drop=True), FULL, Fault(delay=0.1), Fault.error(500, "no"), Fault(status=200)]
            + [None] * 10
        )

    serving.fault = other.fault = at_random
    third, port = TensorFlowServing({"mrc": {1: TokensModel(1)}}), unused_port()
    addresses = f"{url},{other_url},http://127.0.0.1:{port}"
    client = ServingPredictor(addresses, "mrc", CONFIG, timeout=20)
    outcomes: list[str] = []

    async def question(number: int) -> None:
        await asyncio.sleep(number * 0.03)
        try:
            await ask(client, windows_of(30, 20, seed=number))
            outcomes.append("answered")
        except ReaderError as error:
            outcomes.append(type(error).__name__)

    async def restarts() -> None:
        for _ in range(3):
            with ExitStack() as stack:
                await asyncio.to_thread(lambda: stack.enter_context(serve(third, port=port)))
                await asyncio.sleep(0.3)
                await asyncio.to_thread(stack.close)

    await asyncio.gather(restarts(), *(question(number) for number in range(60)))
    assert len(outcomes) == 60
    assert outcomes.count("answered") > 50
    await client.aclose()
