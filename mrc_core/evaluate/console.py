"""Command lines whose errors are one line on stderr and an exit code, not a box or a traceback."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NoReturn

import typer
from typer.exceptions import TyperException


def run_in_one_line(app: typer.Typer, name: str) -> None:
    """Run a console script and exit with its status; wrong use is one line, too.

    Args:
        app: The commands.
        name: The command's name, which the line starts with.
    """
    try:
        status = app(standalone_mode=False)
    except TyperException as error:
        # Called with nothing, a command has shown its help, and there is no more to say.
        if message := error.format_message():
            typer.echo(f"{name}: {message}", err=True)
        status = error.exit_code
    except typer.Abort:
        status = 130
    sys.exit(status if isinstance(status, int) else 0)


def fail(name: str, reason: object) -> NoReturn:
    """Print one line to stderr and end the command.

    Args:
        name: What the line starts with.
        reason: The rest; its line breaks become blanks.

    Raises:
        typer.Exit: Always, with code 1.
    """
    typer.echo(f"{name}: {' '.join(str(reason).split())}", err=True)
    raise typer.Exit(1)


@contextmanager
def errors_in_one_line(
    name: str,
    *errors: type[Exception],
    extra: str | None = None,
    packages: Collection[str] = (),
    apart: Collection[str] = (),
) -> Iterator[None]:
    """End the command inside with one line on stderr and exit code 1 when it raises an error.

    Args:
        name: What the line starts with.
        errors: The exceptions that are a user's to mend; others are bugs, with a traceback.
        extra: The extra of mrc-bot that brings the packages which the command needs; None: a
            package that is missing is a bug.
        packages: Those that must be there before the command begins, by the names that they are
            imported by.
        apart: Packages that are in no extra, and are installed by their own names.

    Raises:
        typer.Exit: One of the errors was raised, or a package is missing.
    """
    try:
        for package in packages:
            if find_spec(package) is None:
                raise ModuleNotFoundError(name=package)
        yield
    except errors as error:
        fail(name, error)
    except ModuleNotFoundError as error:
        if extra is None or error.name is None:
            raise
        missing = error.name.partition(".")[0]
        needed = missing if missing in apart else f"'mrc-bot[{extra}]'"
        fail(name, f"{missing} is missing: pip install {needed}")
