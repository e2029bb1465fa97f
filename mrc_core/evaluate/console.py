"""Running a typer app so that wrong use is one line on stderr, not a box."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException


def run_in_one_line(app: typer.Typer, name: str) -> None:
    """Run a console script and exit with its status.

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
