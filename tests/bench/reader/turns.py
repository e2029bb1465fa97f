"""Processor time of one short question, in turns: what a machine that is busy lets be compared.

Usage: python -m tests.bench.reader.turns KORQUAD.json [--against MODEL_DIR] [--threads N]

The bundled reader takes turns with the one in MODEL_DIR, an earlier version say; and a BERT as
large as version 3 of it with the `question-answering` pipeline of transformers on the same weights
(`planted.py`; needs `make .venv-parity/.made`). Passages have 500 characters. Several threads of
PyTorch spend processor time on waiting for each other. Writes docs/benchmarks.md.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from mrc_core import Reader
from tests.bench import report
from tests.bench.reader.contenders import Ask, export, ours, pipeline
from tests.bench.reader.planted import SMALL, make_checkpoint
from tests.bench.texts import Paragraph, page, read_paragraphs

_CHARACTERS = 500
# So that no thread pool is still waiting for more work when the next reader has its turn.
_PAUSE = 0.05


def main(
    data: Annotated[Path, typer.Argument(help="KorQuAD's format.")],
    against: Annotated[
        Path | None, typer.Option(help="MODEL_DIR of a reader to compare the bundled one with.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Questions.")] = 40,
    threads: Annotated[int, typer.Option(min=1, help="Of each reader.")] = 1,
) -> None:
    """Measure, print and write down."""
    # TensorFlow's, which is not loaded yet, and PyTorch's, which is another process's.
    os.environ |= dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"), str(threads))
    grid = report.Grid(
        ["reader", "lower quartile", "median", "of the first one's"],
        asyncio.run(_measure(read_paragraphs(data), against, repeats)),
    )
    grid.show()
    report.write_block(
        report.BENCHMARKS,
        "turns",
        f"On {report.machine()}, {threads} used; milliseconds of processor time a question, of "
        f"{repeats} of {_CHARACTERS} characters each; the last column is of lower quartiles.",
        grid,
    )


async def _measure(
    paragraphs: list[Paragraph], against: Path | None, repeats: int
) -> list[list[str]]:
    bundled = {"bundled": await ours(Reader.load())}
    if against is not None:
        other = Reader.load(against)
        bundled = {f"version {other.model.version}": await ours(other)} | bundled
    rows = await _turns(bundled, paragraphs, repeats)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "checkpoint"
        make_checkpoint(checkpoint, SMALL)
        for precision in ("fp32", "bf16"):
            await export(checkpoint, SMALL.name, Path(folder) / precision, precision)
        async with pipeline(checkpoint) as transformers:
            small = {f"{SMALL.name}, pipeline": transformers}
            for precision in ("fp32", "bf16"):
                reader = Reader.load(Path(folder) / precision)
                small[f"{SMALL.name}, ours, {precision}"] = await ours(reader)
            rows += await _turns(small, paragraphs, repeats)
    return rows


async def _turns(
    contenders: dict[str, Ask], paragraphs: list[Paragraph], repeats: int
) -> list[list[str]]:
    """Ask all of them each question; a first one, to get warm, is not counted."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for seed in range(repeats + 1):
        asked = page(paragraphs, _CHARACTERS, answered=seed % 2 == 0, seed=7 * seed + 1)
        for name, ask in contenders.items():
            await asyncio.sleep(_PAUSE)
            found = await ask(asked)
            if seed:
                seconds[name].append(found.processor)
    quartiles = {name: report.quantile(values, 0.25) for name, values in seconds.items()}
    first = next(iter(quartiles.values()))
    return [
        [
            name,
            report.milliseconds(quartiles[name]),
            report.milliseconds(report.median(values)),
            f"{quartiles[name] / first:.2f}",
        ]
        for name, values in seconds.items()
    ]


if __name__ == "__main__":
    typer.run(main)
