"""Model servers that are slow, hang or fail on end: when to give up, and whom to leave alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from mrc_core import (
    ReaderBusyError,
    ReaderError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)
from mrc_core.predict.serving import ServingPredictor, breaker, exchange
from mrc_core.predict.serving import client as serving_client
from tests.mrc_core.predict.serving.faults import FULL, WINDOWS, ask, asked, first, predictions
from tests.mrc_core.predict.serving.windows import CONFIG
from tests.standins.tf_serving.standin import Fault, TensorFlowServing


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Servers are given up after two failures, and left alone until this is called."""
    now = [0.0]

    def pass_by() -> None:
        now[0] += breaker.OPEN_SECONDS

    for module in (breaker, serving_client):
        monkeypatch.setattr(module, "FAILURES", 2)
    monkeypatch.setattr(breaker, "monotonic", lambda: now[0])
    return pass_by


@pytest.mark.parametrize("fault", [Fault(hang=True), Fault(trickle=True), Fault(delay=30)])
async def test_a_server_that_does_not_answer_is_a_timeout(
    url: str, serving: TensorFlowServing, fault: Fault
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, timeout=1)
    await client.start()
    serving.fault = predictions(fault)
    began = time.monotonic()
    with pytest.raises(ReaderTimeoutError):
        await client.predict(WINDOWS)
    assert time.monotonic() - began < 10  # on a busy machine; not the server's 30 seconds
    serving.fault = None
    await ask(client)
    await client.aclose()


async def test_a_slow_server_is_waited_for(url: str, serving: TensorFlowServing) -> None:
    serving.fault = predictions(Fault(delay=0.3))
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10)
    await ask(client)
    assert asked(serving) == 1
    await client.aclose()


async def test_a_server_that_hangs_again_and_again_is_left_alone_then_tried_once(
    url: str, serving: TensorFlowServing, later: Callable[[], None]
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, timeout=1, patience=0)
    await client.start()
    serving.fault = predictions(Fault(hang=True))
    for _ in range(breaker.FAILURES):
        with pytest.raises(ReaderTimeoutError):
            await client.predict(WINDOWS)
    for _ in range(3):
        with pytest.raises(ReaderUnavailableError, match=r"in time \(2 times in a row"):
            await client.predict(WINDOWS)
    assert asked(serving) == breaker.FAILURES
    later()
    tries = await asyncio.gather(
        *(client.predict(WINDOWS) for _ in range(6)), return_exceptions=True
    )
    assert all(isinstance(one, ReaderError) for one in tries)
    assert asked(serving) == breaker.FAILURES + 1
    serving.fault = None
    later()
    await ask(client)
    await asyncio.gather(*(ask(client) for _ in range(6)))
    await client.aclose()


async def test_the_only_server_is_asked_as_soon_as_it_is_back(
    url: str, serving: TensorFlowServing
) -> None:
    """It refuses at once, so that to ask again costs nothing; and its askers have 5 seconds."""
    client = ServingPredictor(url, "mrc", CONFIG)
    await client.start()
    serving.fault = first(20, Fault(drop=True))
    await asyncio.gather(*(client.predict(WINDOWS) for _ in range(20)))
    await client.aclose()


async def test_askers_who_give_up_say_nothing_of_the_server(
    url: str, serving: TensorFlowServing, later: Callable[[], None]
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, timeout=1, patience=0)
    await client.start()
    serving.fault = predictions(Fault(hang=True))
    for _ in range(breaker.FAILURES + 1):  # of a healthy server's slow answers
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.predict(WINDOWS)
    serving.fault = None
    await ask(client)
    serving.fault = predictions(Fault(hang=True))
    for _ in range(breaker.FAILURES):
        with pytest.raises(ReaderTimeoutError):
            await client.predict(WINDOWS)
    later()
    with pytest.raises(TimeoutError):  # of the one try
        async with asyncio.timeout(0.05):
            await client.predict(WINDOWS)
    serving.fault = None
    await ask(client)
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


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (FULL, ReaderBusyError),
        (
            Fault.error(404, "Servable not found for request: Specific(mrc, 1)"),
            exchange.NotServedError,
        ),
    ],
    ids=["busy", "version-gone"],
)
async def test_a_server_that_answers_is_not_left_alone(
    url: str, serving: TensorFlowServing, fault: Fault, error: type[ReaderError]
) -> None:
    client = ServingPredictor(url, "mrc", CONFIG, timeout=10, patience=0)
    serving.fault = predictions(fault)
    for _ in range(6):
        with pytest.raises(error):
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
