from __future__ import annotations

import io
import queue
import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from mrc_core.evaluate.progress import SteadyProgress

COLUMNS = (
    SpinnerColumn(),
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TextColumn("loss {task.fields[loss]:.2f}"),
    TimeElapsedColumn(),
)


def _log_of(*, is_terminal: bool, seconds: float, work_seconds: float) -> str:
    log = io.StringIO()
    console = Console(file=log, force_terminal=is_terminal, width=100)
    with SteadyProgress(*COLUMNS, console=console, seconds=seconds) as progress:
        task = progress.add_task("pretrain", total=9000, loss=1.5)
        progress.update(task, completed=1250)
        progress.update(progress.add_task("done", total=1, loss=0.0), completed=1)
        time.sleep(work_seconds)
    return log.getvalue()


def test_without_a_terminal_it_says_where_it_is_again_and_again() -> None:
    *lines, _ = _log_of(is_terminal=False, seconds=0.05, work_seconds=0.5).splitlines()
    assert len(lines) >= 2
    assert all(line == "pretrain 1250/9000 loss 1.50 0:00:00 so far" for line in lines)


def test_a_log_ends_with_what_is_done() -> None:
    log = _log_of(is_terminal=False, seconds=60, work_seconds=0)
    assert log == "done 1/1 loss 0.00 0:00:00\n"


def test_a_terminal_has_its_bar_alone() -> None:
    shown = _log_of(is_terminal=True, seconds=0.01, work_seconds=0.2)
    assert "━" in shown
    assert "so far" not in shown


class _Lines(io.StringIO):
    """What is written, to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.written: queue.SimpleQueue[str] = queue.SimpleQueue()

    def write(self, text: str) -> int:
        self.written.put(text)
        return len(text)


def test_what_is_left_is_told_where_it_is_known() -> None:
    log, now = _Lines(), [0.0]
    columns = (TextColumn("{task.description}"), TimeRemainingColumn())
    with SteadyProgress(*columns, console=Console(file=log), seconds=0.01) as progress:
        progress.get_time = lambda: now[0]
        progress.add_task("Asking", total=None)
        task = progress.add_task("Reading", total=100)
        told = [log.written.get(timeout=60) for _ in range(4)]
        assert set(told) <= {"Asking\n", "Reading\n"}
        # Without a GPU, training reports once in some minutes.
        for completed in (10, 20, 30):
            now[0] += 300
            progress.update(task, completed=completed)
        while (line := log.written.get(timeout=60)) != "Reading 0:35:00 left\n":
            assert line.startswith(("Asking\n", "Reading"))
