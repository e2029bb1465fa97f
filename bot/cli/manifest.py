"""mrc-bot manifest: what Slack is told of the app."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.common import NAME
from mrc_core.evaluate.console import fail


def manifest(
    url: Annotated[
        str | None,
        typer.Option(
            help="The bot's public https address, for events over HTTP. Without it: Socket Mode."
        ),
    ] = None,
) -> None:
    """Print the Slack app manifest: paste it at api.slack.com/apps, "From a manifest"."""
    from bot.slack.manifest import manifest as make_manifest

    if url and not url.startswith("https://"):
        fail(NAME, "--url must start with https://, as Slack asks")
    request_url = url and url.removesuffix("/").removesuffix("/slack/events") + "/slack/events"
    typer.echo(json.dumps(make_manifest(request_url), ensure_ascii=False, indent=2))
