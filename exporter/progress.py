"""Long steps: a bar or a spinner while one runs, or a line a minute; its time when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from mrc_core.evaluate.progress import SteadyProgress

Advance = Callable[[int], None]


class Steps:
    """Shows steps on stderr; what a command is asked for goes to stdout."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)

    @contextmanager
    def step(self, what: str, total: int | None = None) -> Iterator[Advance]:
        """Show one step while it runs.

        Args:
            what: It does.
            total: Units until it is done; None if it cannot tell.

        Yields:
            To call with the units that are done.
        """
        columns = (
            SpinnerColumn(finished_text="[green]✔[/]"),
            TextColumn("{task.description}"),
            *((BarColumn(), TaskProgressColumn()) if total else ()),
            TimeElapsedColumn(),
        )
        with SteadyProgress(*columns, console=self._console) as progress:
            task = progress.add_task(what, total=total)
            yield lambda units: progress.advance(task, units)
            progress.update(task, total=total or 1, completed=total or 1)

    def note(self, text: str) -> None:
        """Print a line of its own."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)


def size_of(count: float) -> str:
    """Write a number of bytes as people do."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} GB"
