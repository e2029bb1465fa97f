"""Who is asked in turns: readers of this project, and the pipeline of transformers."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from mrc_core import Reader
from tests.bench.texts import Page

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader answered ("" for none), where, and what it took.

    Attributes:
        processor: Seconds of processor time of the process that was asked, all threads together.
        windows: How many it read; None where it does not say.
    """

    text: str
    start: int
    processor: float
    windows: int | None = None


Ask = Callable[[Page], Awaitable[Found]]


async def ours(reader: Reader) -> Ask:
    """Start a reader, and return how to ask it."""
    await reader.start()

    async def ask(asked: Page) -> Found:
        began = time.process_time()
        reading = await reader.read(asked.question, asked.text)
        took = time.process_time() - began
        answer = reading.answer
        if answer is None:
            return Found("", 0, took, reading.windows_read)
        return Found(answer.text, answer.start, took, reading.windows_read)

    return ask


@asynccontextmanager
async def pipeline(checkpoint: Path) -> AsyncIterator[Ask]:
    """Run the pipeline of transformers in a process of its own.

    Raises:
        FileNotFoundError: `make .venv-parity/.made` has not been run.
    """
    process = await asyncio.create_subprocess_exec(
        str(ROOT / ".venv-parity" / "bin" / "python"),
        str(Path(__file__).with_name("pipeline.py")),
        str(checkpoint),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None
    await stdout.readline()

    async def ask(asked: Page) -> Found:
        line = json.dumps({"question": asked.question, "context": asked.text})
        stdin.write(line.encode() + b"\n")
        found = json.loads(await stdout.readline())
        return Found(found["answer"], found["start"], found["processor"])

    yield ask
    stdin.close()
    await process.wait()


async def export(checkpoint: Path, name: str, to: Path, precision: str) -> None:
    """Export a checkpoint of transformers as a reader.

    Args:
        checkpoint: Its folder.
        name: Of the reader.
        to: MODEL_DIR.
        precision: "fp32" or "bf16".
    """
    command = [str(Path(sys.executable).with_name("mrc-export")), "huggingface", str(checkpoint)]
    options = ["--name", name, "--to", str(to), "--precision", precision]
    await asyncio.to_thread(subprocess.run, [*command, *options], check=True, capture_output=True)
