"""What a reply of a model server takes to come: `python -m tests.bench.reader.replies`.

The stand-in writes as TensorFlow Serving does, 16,384 bytes at a time, each held back until the one
before is acknowledged. With the client as it is, and without its TCP_QUICKACK, by turns.
"""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from mrc_core.predict.serving.exchange import Exchange
from tests.bench.report import Grid, milliseconds, quantile
from tests.standins.tf_serving.standin import Fault, TensorFlowServing
from tests.standins.tf_serving.wire import listening

_TURNS, _EACH = 5, 20
_SIZES = (6_600, 20_000, 66_000, 109_000, 224_000)
"""Bytes: 24 windows' `spans`, `tokens` and `serving_default` are 6,600, 109,000 and 224,000."""


def main() -> None:
    serving = TensorFlowServing()
    with listening(serving) as url:
        rows = [asyncio.run(_measure(serving, url, size)) for size in _SIZES]
    header = ("bytes", "without: median, ms", "90 %", "as it is: median, ms", "90 %")
    Grid(header, rows).show()


async def _measure(serving: TensorFlowServing, url: str, size: int) -> list[str]:
    body = f"[{'1,' * (size // 2)}1]"
    serving.fault = Fault(status=200, body=body.encode(), content_type="application/json")
    before: list[float] = []
    after: list[float] = []
    exchange = Exchange(url, 1)
    try:
        for _ in range(_TURNS):
            with pytest.MonkeyPatch.context() as patch:
                patch.delattr(socket, "TCP_QUICKACK", raising=False)  # as systems have none
                before += await _times(exchange)
            after += await _times(exchange)
    finally:
        await exchange.aclose()
    figures = [quantile(times, share) for times in (before, after) for share in (0.5, 0.9)]
    return [f"{size:,}", *map(milliseconds, figures)]


async def _times(exchange: Exchange) -> list[float]:
    times = []
    for _ in range(_EACH):
        began = time.perf_counter()
        await exchange.post("/v1/models/mrc:predict", {})
        times.append(time.perf_counter() - began)
    return times


if __name__ == "__main__":
    main()
