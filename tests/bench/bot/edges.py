"""Strangers at every limit: `python -m tests.bench.bot.edges [SECONDS]`.

Eight ask at once, at random, what is at the edge of a limit: questions of 2,000 characters, texts
of 1,000,000, pages of 20 MB. Meanwhile an ordinary question is asked again and again; its times
are printed, and the memory of the bot with its workers; too much of it is an error. Of a bot with
the embedded reader, and of one on the stand-in for TensorFlow Serving, which has a process of its
own.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from mrc_core.artifact import bundled_model_dir, load_assets
from tests.bench.report import Grid, milliseconds, quantile
from tests.bench.serving import model_server
from tests.e2e.conftest import Bot, running_bot
from tests.load import edges
from tests.load.watch import Watched, memory, watch
from tests.standins.http import serve

STRANGERS = 8
# Promised: 1.8 GB, and the 1 GiB of the pod.
_MOST_MEGABYTES = {"embedded": 1_800, "served": 1_073}


def main(seconds: float) -> None:
    rows = []
    with serve(edges.site()) as site, tempfile.TemporaryDirectory() as folder:
        for name in ("embedded", "served"):
            with _bot(name, Path(folder)) as bot:
                rows.append([name, *asyncio.run(_measure(name, bot, site, seconds))])
                assert "Traceback" not in bot.log
    header = ("reader", "ordinary", "median, ms", "99 %, ms", "longest, ms", "failed")
    Grid((*header, "memory before, MB", "most, MB", "strangers' replies"), rows).show()


@contextmanager
def _bot(name: str, folder: Path) -> Iterator[Bot]:
    own = folder / name
    own.mkdir()
    local = "127.0.0.0/8"
    if name == "embedded":
        with running_bot(own, MRC_FETCH_ALLOW_PRIVATE=local) as bot:
            yield bot
        return
    version = load_assets(bundled_model_dir()).directory
    with (
        model_server({"mrc": version}) as url,
        running_bot(own, MRC_SERVING_URL=url, MRC_FETCH_ALLOW_PRIVATE=local) as bot,
    ):
        yield bot


async def _measure(name: str, bot: Bot, site: str, seconds: float) -> list[str]:
    asked = [{"question": "누가?", "text": text} for _, text in edges.texts()]
    asked += [{"question": question, "text": "글"} for _, question in edges.questions()]
    asked += [{"question": "누가?", "url": site + path} for path in edges.paths()]
    before = await asyncio.to_thread(memory, bot.process.pid)
    watched, replies, chance = Watched(), Counter[int](), random.Random(1)
    until = time.monotonic() + seconds

    async def stranger(client: httpx.AsyncClient) -> None:
        while time.monotonic() < until:
            replies[(await client.post("/v1/answer", json=chance.choice(asked))).status_code] += 1

    async with httpx.AsyncClient(base_url=bot.url, timeout=100) as client:
        watching = asyncio.create_task(watch(bot.url, bot.process.pid, watched))
        await asyncio.gather(*(stranger(client) for _ in range(STRANGERS)))
        watching.cancel()
    times = watched.seconds
    assert max(watched.megabytes) < _MOST_MEGABYTES[name]
    return [
        f"{len(times):,}",
        *(milliseconds(quantile(times, share)) for share in (0.5, 0.99)),
        f"{milliseconds(max(times))} {watched.longest}",
        f"{len(watched.failures)}",
        f"{before:.0f}",
        f"{max(watched.megabytes):.0f}",
        ", ".join(f"{status}: {count}" for status, count in sorted(replies.items())),
    ]


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 600)
