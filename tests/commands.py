"""The console scripts, as processes and in this one.

Most of what a command takes is the import of TensorFlow, seconds of it. So one test of each command
runs the script that people run, in a process of its own, and the others call what the script calls.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from pkgutil import resolve_name
from unittest.mock import patch

Ended = subprocess.CompletedProcess[str]
_SECONDS = 100


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment without the bot's own settings, and with those given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "MRC_"))}
    return kept | settings


def command(name: str) -> str:
    """Return the path of a console script of the environment that the tests run in."""
    return str(Path(sys.executable).parent / name)


def run_process(
    name: str, *arguments: object, stdin: str = "", cwd: Path | None = None, **settings: str
) -> Ended:
    """Run a console script in a process of its own, and return what it wrote and its status."""
    return subprocess.run(
        [command(name), *map(str, arguments)],
        input=stdin,
        env=environment(LC_ALL="C.UTF-8", **settings),
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )


def run_here(name: str, *arguments: object, stdin: str = "", **settings: str) -> Ended:
    """Call what a console script calls, and return what it wrote and its status.

    What the script would die of with a traceback is raised.
    """
    main = resolve_name(_scripts()[name])
    given = [name, *map(str, arguments)]
    typed, out, err = (
        io.TextIOWrapper(io.BytesIO(content), "utf-8", write_through=True)
        for content in (stdin.encode(), b"", b"")
    )
    with (
        patch.dict(os.environ, environment(**settings), clear=True),
        patch.multiple(sys, argv=given, stdin=typed, stdout=out, stderr=err),
        # Where logs go is the whole process' matter, and would be so for the tests that follow.
        patch("bot.log.configure"),
    ):
        status = _status(main)
    return Ended(given, status, *(_written(stream) for stream in (out, err)))


@cache
def _scripts() -> dict[str, str]:
    project = Path(__file__).parents[1] / "pyproject.toml"
    return tomllib.loads(project.read_text("utf-8"))["project"]["scripts"]


def _status(main: Callable[[], None]) -> int:
    try:
        main()
    except SystemExit as ended:
        # As the interpreter does: a text is written to stderr.
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
            return 1
        return ended.code or 0
    return 0


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
