"""The whole bot under load: `python -m tests.bench.bot.load KORQUAD.json [--seconds N]`.

`mrc-bot serve` runs as a process with the bundled reader and answers `POST /v1/answer`: questions
of KorQuAD's paragraphs, which are one or two windows each. Three bots: the embedded reader as it
is, the embedded reader with one question at a time (MRC_MAX_CONCURRENT=1: there is nothing to
batch), and the reader behind the stand-in for TensorFlow Serving, which batches nothing. Askers
that wait for their answer (1 to 64), questions that come at random (Poisson), and ten times more
than can be answered. The askers are on the same machine and take their part of it. Writes
docs/benchmarks.md, docs/results/load.json and docs/images/load.png.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer

from mrc_core.artifact import bundled_model_dir, load_assets
from tests.bench import report
from tests.bench.bot.askers import Asker, Load, Recovery
from tests.bench.serving import model_server
from tests.bench.texts import Paragraph, read_paragraphs
from tests.e2e.conftest import Bot, running_bot

ASKERS = (1, 2, 4, 8, 16, 32, 64)
SHARES = (0.5, 0.7, 0.9)
OVERLOAD = 10
BOTS = ("embedded", "embedded, one at a time", "served")
_WARM = 5


def main(
    data: Annotated[Path, typer.Argument(help="KorQuAD's format.")],
    seconds: Annotated[float, typer.Option(min=0.5, help="Of each load.")] = 20,
) -> None:
    """Measure, print and write down."""
    texts = read_paragraphs(data)
    loads: list[Load] = []
    recoveries: list[Recovery] = []
    with tempfile.TemporaryDirectory() as folder:
        for bot in BOTS:
            with _bot(bot, Path(folder)) as running:
                asyncio.run(_measure(bot, running, texts, seconds, loads, recoveries))
    room = {"embedded, one at a time": (1, 71)}
    limits = {bot: room.get(bot, (8, 64)) for bot in BOTS}
    report.save(
        "load",
        {
            "limits": limits,
            "loads": [_plain(load) for load in loads],
            "recoveries": [asdict(recovery) for recovery in recoveries],
        },
    )
    grids = [_grid(loads, "closed"), _grid(loads, "open"), _overload(loads, recoveries)]
    for grid in grids:
        grid.show()
    _draw(loads)
    closed, opened, overloaded = grids
    report.write_block(
        report.BENCHMARKS,
        "load",
        f"On {report.machine()}, {seconds:g} s each; latencies in milliseconds.",
        "Askers who wait for their answer before they ask again:",
        closed,
        "Questions that come at random times, at shares of what the bot has answered at most:",
        opened,
        f"{OVERLOAD} times more than it can answer; then, one asker until latency is normal:",
        overloaded,
        "![Answers a second and latency over the number of askers](images/load.png)",
    )


@contextmanager
def _bot(name: str, folder: Path) -> Iterator[Bot]:
    own = folder / name.replace(" ", "-")
    own.mkdir()
    if name == "served":
        version = load_assets(bundled_model_dir()).directory
        with model_server({"mrc": version}) as url, running_bot(own, MRC_SERVING_URL=url) as bot:
            yield bot
        return
    settings = {} if name == "embedded" else {"MRC_MAX_CONCURRENT": "1", "MRC_MAX_WAITING": "71"}
    with running_bot(own, **settings) as bot:
        yield bot


async def _measure(
    name: str,
    bot: Bot,
    texts: list[Paragraph],
    seconds: float,
    loads: list[Load],
    recoveries: list[Recovery],
) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        asker = Asker(session, bot, texts)

        for size in (_WARM, *ASKERS):
            sys.stderr.write(f"{name}: {size} askers\n")
            load = Load(name, "closed", size)
            await asker.closed(load, seconds)
            if size != _WARM:
                loads.append(load)
        own = [load for load in loads if load.bot == name]
        most = max(load.throughput for load in own)
        for share in (*SHARES, OVERLOAD):
            sys.stderr.write(f"{name}: {share * most:.1f} questions a second\n")
            load = Load(name, "open", share * most)
            await asker.open(load, seconds)
            loads.append(load)
        recoveries.append(await asker.recovery(name, report.median(own[0].answered)))


def _plain(load: Load) -> dict[str, Any]:
    """What `tests.bench.bot.capacity` reads: latencies as a few of them, in order."""
    return {
        "bot": load.bot,
        "kind": load.kind,
        "size": load.size,
        "seconds": load.seconds,
        "answered": len(load.answered),
        "refused": len(load.refused),
        "lost": load.lost,
        "processor": load.processor,
        "latencies": report.thinned(load.answered),
    }


def _latencies(values: list[float]) -> list[str]:
    if not values:
        return ["", "", ""]
    return [report.milliseconds(report.quantile(values, share)) for share in (0.5, 0.95, 0.99)]


def _is_overload(load: Load, loads: list[Load]) -> bool:
    most = max(each.throughput for each in loads if each.bot == load.bot and each.kind == "closed")
    return load.kind == "open" and load.size > 2 * most


def _grid(loads: list[Load], kind: str) -> report.Grid:
    rows = []
    for load in loads:
        if load.kind == kind and not _is_overload(load, loads):
            size = f"{load.size:.0f}" if kind == "closed" else f"{load.size:.1f}"
            lost = str(len(load.refused) + load.lost)
            head = [load.bot, size, f"{load.throughput:.1f}"]
            processor = report.milliseconds(load.processor / len(load.answered))
            rows.append([*head, *_latencies(load.answered), lost, processor])
    sizes = "askers" if kind == "closed" else "questions a second"
    header = ["bot", sizes, "answers a second", "p50", "p95", "p99", "not answered"]
    return report.Grid([*header, "bot's processor time a question"], rows)


def _overload(loads: list[Load], recoveries: list[Recovery]) -> report.Grid:
    rows = []
    for load in loads:
        if _is_overload(load, loads):
            seconds = next(each.seconds for each in recoveries if each.bot == load.bot)
            counts = [len(load.answered), len(load.refused), load.lost]
            rows.append(
                [
                    load.bot,
                    f"{load.size:.0f}",
                    *map(str, counts),
                    *_latencies(load.answered)[:2],
                    *_latencies(load.refused)[:2],
                    f"{seconds:.1f}",
                ]
            )
    header = ["bot", "questions a second", "answered", "429", "lost", "answers p50", "p95"]
    return report.Grid([*header, "429s p50", "p95", "normal again after, s"], rows)


def _draw(loads: list[Load]) -> None:
    made = report.figure(9, 4)
    left, right = made.subplots(1, 2)
    for color, bot in enumerate(BOTS):
        own = [load for load in loads if load.bot == bot and load.kind == "closed"]
        sizes = [load.size for load in own]
        left.plot(sizes, [load.throughput for load in own], marker="o", label=bot)
        for share, line in ((0.5, "-"), (0.95, ":")):
            values = [1000 * report.quantile(load.answered, share) for load in own]
            label = bot if share == 0.5 else None
            right.loglog(sizes, values, line, marker="o", color=f"C{color}", label=label)
    left.set_xscale("log", base=2)
    left.set(xlabel="askers at once", ylabel="answers a second", ylim=(0, None))
    right.set(xlabel="askers at once", ylabel="ms to the answer; solid p50, dotted p95")
    for axes in (left, right):
        axes.set_xticks(ASKERS, [str(size) for size in ASKERS])
        axes.minorticks_off()
        axes.grid(visible=True, alpha=0.3)
    left.legend()
    report.save_figure(made, "load")


if __name__ == "__main__":
    typer.run(main)
