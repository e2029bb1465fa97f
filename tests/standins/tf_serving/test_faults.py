"""Faults that the stand-in for TensorFlow Serving can be given."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.standins.tf_serving.bodies import TOKENS, tokens
from tests.standins.tf_serving.standin import Fault, TensorFlowServing
from tests.standins.tf_serving.wire import listening


def test_a_fault_can_pick_its_requests(serving: TensorFlowServing, url: str) -> None:
    full = Fault.error(503, "The batch scheduling queue is full")
    serving.fault = lambda request: full if request.method == "POST" else None
    reply = httpx.post(f"{url}{TOKENS}", json=tokens(0))
    assert reply.status_code == 503
    assert reply.json() == {"error": "The batch scheduling queue is full"}
    assert httpx.get(f"{url}/v1/models/mrc").status_code == 200


def test_a_fault_can_delay_the_answer(serving: TensorFlowServing, url: str) -> None:
    serving.fault = Fault(delay=0.2)
    reply = httpx.post(f"{url}{TOKENS}", json=tokens(0))
    assert reply.status_code == 200
    assert reply.elapsed.total_seconds() >= 0.2


def test_a_fault_can_drop_the_connection(serving: TensorFlowServing, url: str) -> None:
    serving.fault = Fault(drop=True)
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{url}{TOKENS}", json=tokens(0))


def test_a_fault_can_hang(serving: TensorFlowServing, url: str) -> None:
    serving.fault = Fault(hang=True)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{url}{TOKENS}", json=tokens(0), timeout=0.2)


def test_the_server_stops_while_a_request_hangs(serving: TensorFlowServing) -> None:
    serving.fault = Fault(hang=True)
    with ThreadPoolExecutor() as pool:
        with listening(serving) as url:
            hanging = pool.submit(httpx.post, f"{url}{TOKENS}", json=tokens(0))
            while not serving.requests:
                time.sleep(0.01)
            start = time.monotonic()
        assert time.monotonic() - start < 10  # on a busy machine; the request would never end
        assert isinstance(hanging.exception(), httpx.TransportError)
