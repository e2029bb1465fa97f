"""Long work on stderr: bars on a terminal, and where there is none, a line a minute."""

from __future__ import annotations

import threading

from rich.console import Console
from rich.progress import (
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_SECONDS = 60.0
# Over which speed is measured: training without a GPU reports once in some minutes.
_SPEED_SECONDS = 3600.0


class SteadyProgress(Progress):
    """rich's progress, which without a terminal says nothing before the end.

    A log then says once a minute where the work is, whether or not it goes on.

    Args:
        columns: What is shown of a task.
        console: Where.
        transient: Bars go when the work is done.
        seconds: Between two lines.
    """

    def __init__(
        self,
        *columns: ProgressColumn,
        console: Console,
        transient: bool = False,
        seconds: float = _SECONDS,
    ) -> None:
        is_log = not console.is_terminal
        super().__init__(
            *columns,
            console=console,
            transient=transient,
            disable=is_log,
            speed_estimate_period=_SPEED_SECONDS,
        )
        self._transient = transient
        self._seconds = seconds
        self._ended = threading.Event()
        self._teller: threading.Thread | None = None

    def start(self) -> None:
        """Begin to show the tasks, or to tell of them."""
        if not self.disable:
            super().start()
            return
        self._teller = threading.Thread(target=self._go_on_telling, name="progress", daemon=True)
        self._teller.start()

    def stop(self) -> None:
        """End it; a log gets a last line of each task that is done."""
        if self._teller is None:
            super().stop()
            return
        self._ended.set()
        self._teller.join()
        if not self._transient:
            self._tell(finished=True)

    def _go_on_telling(self) -> None:
        while not self._ended.wait(self._seconds):
            self._tell(finished=False)

    def _tell(self, *, finished: bool) -> None:
        for task in self.tasks:
            if task.finished is finished:
                line = " ".join(filter(None, (_said(one, task) for one in self.columns)))
                self.console.print(line, highlight=False, markup=False, soft_wrap=True)


def _said(column: ProgressColumn | str, task: Task) -> str:
    """Return what a column says in words; "" of one that draws."""
    shown = column(task) if isinstance(column, ProgressColumn) else None
    if not isinstance(shown, Text) or isinstance(column, SpinnerColumn):
        return ""
    if isinstance(column, TimeRemainingColumn):
        known = not task.finished and task.time_remaining is not None
        return f"{shown.plain} left" if known else ""
    if isinstance(column, TimeElapsedColumn) and not task.finished:
        return f"{shown.plain} so far"
    return shown.plain.strip()
