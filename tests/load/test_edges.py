"""Questions at the edge of every limit: the bot answers others meanwhile, within its memory.

`python -m tests.bench.bot.edges` asks all of them, for longer, of the embedded reader too, and
prints figures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import Bot, running_bot
from tests.load import edges
from tests.load.watch import Watched, watch
from tests.mrc_core.predict.serving.windows import TokensModel
from tests.standins.http import serve
from tests.standins.tf_serving.standin import TensorFlowServing
from tests.standins.tf_serving.wire import listening

POD_MEGABYTES = 1_073  # 1 GiB
# An ordinary question takes 30 ms; the machine is busy with the others.
SECONDS = 10.0


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    serving = TensorFlowServing({"mrc": {1: TokensModel(1)}})
    folder: Path = tmp_path_factory.mktemp("bot")
    with (
        listening(serving) as url,
        running_bot(folder, MRC_SERVING_URL=url, MRC_FETCH_ALLOW_PRIVATE="127.0.0.0/8") as running,
    ):
        yield running


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(edges.site()) as url:
        yield url


async def test_strangers_at_every_limit_neither_hold_up_others_nor_fill_memory(
    bot: Bot, site: str
) -> None:
    asked = [{"question": "누가?", "text": text} for _, text in islice(edges.texts(), 0, None, 3)]
    asked += [{"question": question, "text": "글"} for _, question in edges.questions()]
    asked += [{"question": "누가?", "url": site + path} for path in edges.paths()[6::6]]
    watched = Watched()
    async with httpx.AsyncClient(base_url=bot.url, timeout=100) as client:
        watching = asyncio.create_task(watch(bot.url, bot.process.pid, watched, 0.3))
        turn = asyncio.Semaphore(3)

        async def ask(body: dict[str, str]) -> int:
            async with turn:
                return (await client.post("/v1/answer", json=body)).status_code

        statuses = await asyncio.gather(*map(ask, asked))
        watching.cancel()
    assert set(statuses) <= {200, 413, 415, 422, 504}
    assert watched.failures == []
    assert max(watched.seconds) < SECONDS
    assert max(watched.megabytes) < POD_MEGABYTES
    assert "Traceback" not in bot.log
