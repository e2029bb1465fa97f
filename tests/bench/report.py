"""What benches print, and how it gets into docs/ without being copied by hand."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOCS = Path(__file__).parents[2] / "docs"
BENCHMARKS = DOCS / "benchmarks.md"
_RESULTS = DOCS / "results"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: for the terminal, and in Markdown."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def show(self) -> None:
        table = Table(*self.header)
        for row in self.rows:
            table.add_row(*row)
        Console().print(table)

    def markdown(self) -> str:
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """What it ran on, in a few words."""
    cpu = Path("/proc/cpuinfo").read_text()
    model = next(line for line in cpu.splitlines() if line.startswith("model name"))
    bf16 = ", bf16 products in hardware" if "avx512_bf16" in cpu else ""
    return f"{os.cpu_count()} cores ({model.partition(':')[2].strip()}{bf16})"


def write_block(page: Path, name: str, *parts: str | Grid) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->` in a page of docs/.

    Raises:
        ValueError: The page has no such place.
    """
    before, start, rest = page.read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not start or not end:
        raise ValueError(f"{page} has no <!-- {name} --> … <!-- /{name} -->")
    body = "\n\n".join(part.markdown() if isinstance(part, Grid) else part for part in parts)
    page.write_text(f"{before}{start}\n{body}\n\n{end}{after}", "utf-8")


def save(name: str, results: Mapping[str, Any]) -> None:
    """Keep what was measured in docs/results, for plots and models made of it later."""
    _RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (_RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")


def load(name: str) -> Any:
    """What `save` kept."""
    return json.loads((_RESULTS / f"{name}.json").read_bytes())


def figure(width: float, height: float) -> Figure:
    """An empty figure that needs no display."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(made)
    return made


def save_figure(made: Figure, name: str) -> None:
    """As docs/images/`name`.png."""
    made.savefig(DOCS / "images" / f"{name}.png", dpi=100)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all stay at or below; of one value, itself."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def thinned(values: Sequence[float], most: int = 200) -> list[float]:
    """At most so many of the values, in order, evenly over all of them; to the microsecond."""
    ordered = sorted(values)
    count = min(most, len(ordered))
    return [round(ordered[(2 * i + 1) * len(ordered) // (2 * count)], 6) for i in range(count)]


def milliseconds(seconds: float) -> str:
    """A time of three significant digits."""
    value = 1000 * seconds
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
