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
    agent: Annotated[
        bool,
        typer.Option(
            "--agent",
            help="Declare the app an agent, which suggests prompts. Guests cannot use it then.",
        ),
    ] = False,
    workflow_step: Annotated[
        bool,
        typer.Option(
            "--workflow-step",
            help="Give Workflow Builder a step that asks. It takes a paid plan of Slack.",
        ),
    ] = False,
    distribute: Annotated[
        bool,
        typer.Option(
            "--distribute",
            help="Let other workspaces install it at URL/slack/install; tokens expire.",
        ),
    ] = False,
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode, although there is a URL.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print what each permission is for instead.")
    ] = False,
) -> None:
    """Print the Slack app manifest: paste it at api.slack.com/apps, "From a manifest"."""
    from bot.slack.install.manifest import manifest as make_manifest
    from bot.slack.install.manifest import scopes_of
    from bot.web.install import REDIRECT_PATH

    if explain:
        _explain(scopes_of(agent=agent))
        return
    if url and not url.startswith("https://"):
        fail(NAME, "--url must start with https://, as Slack asks")
    if distribute and not url:
        fail(NAME, "--distribute needs --url: administrators come to URL/slack/install")
    base = url and url.removesuffix("/").removesuffix("/slack/events")
    made = make_manifest(
        f"{base}/slack/events" if base and not socket else None,
        redirect_url=f"{base}{REDIRECT_PATH}" if distribute else None,
        agent=agent,
        step=workflow_step,
    )
    typer.echo(json.dumps(made, ensure_ascii=False, indent=2))


def _explain(scopes: dict[str, str]) -> None:
    import locale

    from rich.console import Console
    from rich.table import Table

    from bot.domain.language import AUTO, choose_language, say

    language = choose_language(AUTO, "", locale.getlocale()[0])
    table = Table(box=None, pad_edge=False, show_header=False)
    for scope, purpose in scopes.items():
        table.add_row(scope, say(language, f"scope.{purpose}"))
    Console(highlight=False, markup=False).print(table)
