"""One question of a passage and of long pages, against transformers' pipeline, with equal weights.

Usage: python -m tests.bench.reader.question KORQUAD.json [--repeats N] [--size …] …

KORQUAD.json is a data set in KorQuAD's format, for text and questions. Readers take turns with
each question: the `question-answering` pipeline of transformers on PyTorch (in .venv-parity, which
`make .venv-parity/.made` sets up), the exported SavedModel in this process, in float32 and
bfloat16, and the latter behind the stand-in for TensorFlow Serving. Weights are those of
`planted.py`; the bundled reader, which the pipeline cannot run, is asked the same. Writes
docs/benchmarks.md, docs/results/question.json and docs/images/question.png.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from mrc_core import Reader
from mrc_core.artifact import bundled_model_dir
from tests.bench import report
from tests.bench.reader.contenders import Ask, export, ours, pipeline
from tests.bench.reader.planted import BASE, SMALL, Size, make_checkpoint
from tests.bench.serving import model_server
from tests.bench.texts import Page, Paragraph, page, read_paragraphs

SHORT, LONG = 500, (20_000, 80_000)
PIPELINE = "pipeline"
FP32, BF16, SERVED = "ours, fp32", "ours, bf16", "ours, bf16, served"
OURS, OURS_SERVED = "ours", "ours, served"
# So that no thread pool is still waiting for more work when the next reader has its turn.
_PAUSE = 0.05


@dataclass(slots=True)
class Case:
    """One reader's questions of one kind: seconds and answers of each contender.

    Attributes:
        equal: Of how many questions all contenders gave the same answer at the same place.
        right: Of how many all gave the planted one.
    """

    reader: str
    characters: int
    answered: bool
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    windows: list[int] = field(default_factory=list)
    count: int = 0
    equal: int = 0
    right: int = 0

    async def ask(self, contenders: dict[str, Ask], asked: Page) -> None:
        found = {}
        for name, ask in contenders.items():
            await asyncio.sleep(_PAUSE)
            began = time.perf_counter()
            found[name] = await ask(asked)
            self.seconds[name].append(time.perf_counter() - began)
        self.count += 1
        self.equal += len({(each.text, each.start) for each in found.values()}) == 1
        self.right += {each.text for each in found.values()} == {asked.answer}
        self.windows += [each.windows for each in found.values() if each.windows is not None]

    def median(self, contender: str) -> float:
        return report.median(self.seconds[contender])


def main(
    data: Annotated[Path, typer.Argument(help="KorQuAD's format.")],
    repeats: Annotated[int, typer.Option(min=1, help="Short passages, of each kind.")] = 20,
    long_repeats: Annotated[int, typer.Option(min=0, help="Long pages, of each kind.")] = 3,
    size: Annotated[Literal["all", "base", "small"], typer.Option()] = "all",
) -> None:
    """Measure, print and write down."""
    sizes = {"all": [BASE, SMALL], "base": [BASE], "small": [SMALL]}[size]
    cases = asyncio.run(_measure(read_paragraphs(data), sizes, repeats, long_repeats))
    grids = [_times(cases), _growth(cases)]
    for grid in grids:
        grid.show()
    report.save("question", {"cases": [_plain(case) for case in cases]})
    report.write_block(
        report.BENCHMARKS,
        "question",
        f"On {report.machine()}, milliseconds, medians of {repeats} short passages and "
        f"{long_repeats} pages of each kind; × is how many times faster than the pipeline.",
        *grids,
        "![Time of one question over the length of its page](images/question.png)",
    )
    _draw(cases)


async def _measure(
    paragraphs: list[Paragraph], sizes: list[Size], repeats: int, long_repeats: int
) -> list[Case]:
    cases: list[Case] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            async with _contenders(Path(folder), size) as contenders:
                cases += await _cases(size.name, contenders, paragraphs, repeats, long_repeats)
    async with _bundled() as contenders:
        cases += await _cases("bundled", contenders, paragraphs, repeats, long_repeats)
    return cases


async def _cases(
    name: str,
    contenders: dict[str, Ask],
    paragraphs: list[Paragraph],
    repeats: int,
    long_repeats: int,
) -> list[Case]:
    for ask in contenders.values():
        await ask(page(paragraphs, SHORT, answered=True))
    cases = []
    for characters in (SHORT, *LONG):
        times = repeats if characters == SHORT else long_repeats
        both = [Case(name, characters, answered) for answered in (True, False)]
        sys.stderr.write(f"{name}, {characters:,} characters\n")
        for seed in range(times):
            for case in both:
                asked = page(paragraphs, characters, answered=case.answered, seed=7 * seed + 1)
                await case.ask(contenders, asked)
        cases += [case for case in both if case.count]
    return cases


@asynccontextmanager
async def _contenders(folder: Path, size: Size) -> AsyncIterator[dict[str, Ask]]:
    """All four, with the weights of one checkpoint."""
    make_checkpoint(folder / "checkpoint", size)
    for precision in ("fp32", "bf16"):
        await export(folder / "checkpoint", size.name, folder / precision, precision)
    async with AsyncExitStack() as stack:
        transformers = await stack.enter_async_context(pipeline(folder / "checkpoint"))
        url = stack.enter_context(model_server({"mrc": folder / "bf16" / "1"}))
        served = Reader.serving(url, "mrc", model_dir=folder / "bf16", timeout=120)
        readers = {
            FP32: Reader.load(folder / "fp32"),
            BF16: Reader.load(folder / "bf16"),
            SERVED: served,
        }
        yield {PIPELINE: transformers, **{name: await ours(each) for name, each in readers.items()}}
        for reader in readers.values():
            await reader.aclose()


@asynccontextmanager
async def _bundled() -> AsyncIterator[dict[str, Ask]]:
    version = max(bundled_model_dir().iterdir(), key=lambda path: path.name)
    with model_server({"mrc": version}) as url:
        readers = {OURS: Reader.load(), OURS_SERVED: Reader.serving(url, "mrc")}
        yield {name: await ours(reader) for name, reader in readers.items()}
        for reader in readers.values():
            await reader.aclose()


def _times(cases: list[Case]) -> report.Grid:
    names = [PIPELINE, FP32, BF16, SERVED]
    rows = []
    for case in cases:
        own = [OURS, "", OURS_SERVED] if case.reader == "bundled" else names[1:]
        cells = ["" if PIPELINE not in case.seconds else report.milliseconds(case.median(PIPELINE))]
        for name in own:
            cell = report.milliseconds(case.median(name)) if name else ""
            if name and PIPELINE in case.seconds:
                cell += f" (×{case.median(PIPELINE) / case.median(name):.1f})"
            cells.append(cell)
        read = f"{report.median(case.windows):.0f}"
        asked = "answered" if case.answered else "absent"
        right = "" if case.reader == "bundled" else f"{case.right}/{case.count}"
        head = [case.reader, f"{case.characters:,}", asked]
        rows.append([*head, *cells, read, f"{case.equal}/{case.count}", right])
    header = ["reader", "characters", "", *names, "windows read", "same answers", "right"]
    return report.Grid(header, rows)


def _growth(cases: list[Case]) -> report.Grid:
    """What a page four times longer costs."""
    found = {(case.reader, case.answered, case.characters): case for case in cases}
    rows = []
    for (reader, answered, characters), case in found.items():
        longer = found.get((reader, answered, 4 * characters))
        if longer is not None:
            asked = "answered" if answered else "absent"
            for name in case.seconds:
                ratio = longer.median(name) / case.median(name)
                rows.append([reader, asked, name, f"×{ratio:.2f}"])
    return report.Grid(["reader", "", "", "a page four times longer costs"], rows)


def _draw(cases: list[Case]) -> None:
    readers = list(dict.fromkeys(case.reader for case in cases))
    made = report.figure(4 * len(readers), 4)
    for axes, reader in zip(made.subplots(1, len(readers), squeeze=False)[0], readers, strict=True):
        own = [case for case in cases if case.reader == reader]
        for color, name in enumerate(own[0].seconds):
            for answered, line in ((True, "-"), (False, ":")):
                part = [case for case in own if case.answered == answered]
                lengths = [case.characters for case in part]
                label = name if answered else None
                seconds = [case.median(name) for case in part]
                axes.loglog(lengths, seconds, line, marker="o", color=f"C{color}", label=label)
        axes.set(title=reader, xlabel="characters of the page", ylabel="seconds a question")
        axes.grid(visible=True, which="major", alpha=0.3)
        axes.legend()
    made.suptitle("one question; solid: answered, dotted: not on the page")
    report.save_figure(made, "question")


def _plain(case: Case) -> dict[str, Any]:
    return {
        "reader": case.reader,
        "characters": case.characters,
        "answered": case.answered,
        "seconds": dict(case.seconds),
        "windows_read": case.windows,
        "same": case.equal,
        "right": case.right,
        "count": case.count,
    }


if __name__ == "__main__":
    typer.run(main)
