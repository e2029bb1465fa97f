from __future__ import annotations

import io
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


def test_what_is_left_is_told_where_it_is_known() -> None:
    log = io.StringIO()
    console = Console(file=log)
    columns = (TextColumn("{task.description}"), TimeRemainingColumn())
    with SteadyProgress(*columns, console=console, transient=True, seconds=0.05) as progress:
        for _ in progress.track(range(4), description="Reading"):
            time.sleep(0.1)
    assert "Reading" in log.getvalue()
    assert log.getvalue().splitlines()[-1].endswith(" left")
