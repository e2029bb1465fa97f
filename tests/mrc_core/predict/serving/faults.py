"""What makes a model server fail, and what asks it."""

from __future__ import annotations

import socket

from mrc_core.predict.serving import ServingPredictor
from mrc_core.types import Windows
from tests.mrc_core.predict.serving.windows import assert_same, expected, windows_of
from tests.standins.tf_serving.standin import Fault, FaultRule, ReceivedRequest, TensorFlowServing

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
    found = await client.predict(windows)
    assert found.model.version == str(version)
    assert_same(found.spans, expected(windows, version))
