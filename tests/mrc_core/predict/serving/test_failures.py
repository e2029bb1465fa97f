"""A model server that is away, breaks or is busy: an answer, or an error that says what."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import ExitStack

import pytest

from mrc_core import (
    ModelMismatchError,
    ReaderBusyError,
    ReaderError,
    ReaderFailedError,
    ReaderUnavailableError,
)
from mrc_core.predict.serving import ServingPredictor
from tests.mrc_core.predict.serving.faults import (
    FULL,
    WINDOWS,
    ask,
    asked,
    first,
    predictions,
    unused_port,
)
from tests.mrc_core.predict.serving.windows import CONFIG, TokensModel, windows_of
from tests.standins.tf_serving.standin import Fault, ReceivedRequest, TensorFlowServing
from tests.standins.tf_serving.wire import listening


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
    client = ServingPredictor(url, "mrc", CONFIG, timeout=60, patience=0.5)
    began = time.monotonic()
    with pytest.raises(ReaderBusyError):
        await client.predict(WINDOWS)
    assert time.monotonic() - began < 10  # on a busy machine
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
    with listening(serving, port=port):
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
                await asyncio.to_thread(lambda: stack.enter_context(listening(third, port=port)))
                await asyncio.sleep(0.3)
                await asyncio.to_thread(stack.close)

    await asyncio.gather(restarts(), *(question(number) for number in range(60)))
    assert len(outcomes) == 60
    assert outcomes.count("answered") > 50
    await client.aclose()
