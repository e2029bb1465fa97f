"""The command line: which commands there are, and how it ends when it is used wrongly."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli.ask.ask import ask
from bot.cli.common import NAME
from bot.cli.doctor import doctor
from bot.cli.manifest import manifest
from bot.cli.serve import serve
from bot.cli.store.encryption import app as encryption
from bot.cli.store.feedback import app as feedback
from bot.cli.store.keys import app as keys
from bot.cli.store.purge import purge
from mrc_core.evaluate.console import run_in_one_line

# What is imported inside the commands takes a second that --help need not wait for.

app = typer.Typer(
    help="Answers questions from the text or page you give it: in Slack, over HTTP, here.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for _command in (serve, ask, doctor, manifest, purge):
    app.command()(_command)
app.add_typer(keys, name="keys")
app.add_typer(feedback, name="feedback")
app.add_typer(encryption, name="encryption")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mrc-bot {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the console script: any wrong use is one line on stderr, as any other error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    run_in_one_line(app, NAME)
