"""mrc-bot serve: the bot itself."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.common import NAME, settings_or_fail
from mrc_core.evaluate.console import errors_in_one_line


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [8000]")] = None,
) -> None:
    """Run the bot: Slack, if its tokens are set, and the HTTP API with a page to try it on."""
    from bot.app import serve as run_bot
    from bot.log import configure
    from bot.slack.client.connect import SlackStartError
    from bot.store.database.database import StoreError
    from bot.web.server import ListenError
    from mrc_core import ReaderError

    settings = settings_or_fail(mrc_host=host, mrc_port=port)
    configure(settings.mrc_log_level)
    if not settings.slack:
        typer.echo(
            "Slack is off: no SLACK_BOT_TOKEN. To switch it on, make an app from what "
            "`mrc-bot manifest` prints, and put its tokens into .env.",
            err=True,
        )
    typer.echo("Starting; the reader takes some seconds to load.", err=True)
    with errors_in_one_line(NAME, ListenError, ReaderError, SlackStartError, StoreError):
        asyncio.run(run_bot(settings))
