"""Several model servers: they share the questions, and answer for one another."""

from __future__ import annotations

import asyncio

import pytest

from mrc_core.predict.serving import ServingPredictor
from tests.mrc_core.predict.serving.faults import (
    FULL,
    WINDOWS,
    ask,
    asked,
    predictions,
    unused_port,
)
from tests.mrc_core.predict.serving.windows import CONFIG, windows_of
from tests.standins.tf_serving.standin import Fault, TensorFlowServing


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
