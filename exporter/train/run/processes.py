"""What a run asks of its process, and the process of its own that an export may need."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

# The largest encoders take some minutes.
_EXPORT_S = 3600


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Note the first Ctrl-C or SIGTERM inside; the second one ends the program."""
    noted: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def note(number: int, _: FrameType | None) -> None:
        noted.append(number)
        signal.signal(number, before[signal.Signals(number)])

    for number in numbers:
        signal.signal(number, note)
    try:
        yield lambda: bool(noted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def export_elsewhere(run_folder: Path, model_dir: Path) -> int:
    """Run `mrc-train export` with Keras' TensorFlow backend; this process keeps its own.

    Returns:
        The exit code; what went wrong has been printed.

    Raises:
        subprocess.TimeoutExpired: It takes more than an hour.
    """
    call = "from exporter.train.cli import main; main()"
    command = [sys.executable, "-c", call, "export", str(run_folder), "--to", str(model_dir)]
    # Not on the GPU, most of whose memory this process still holds.
    there = os.environ | {"CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(  # noqa: S603 - nobody else's words
        command, env=there, timeout=_EXPORT_S, check=False
    )
    return done.returncode
