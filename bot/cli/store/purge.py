"""mrc-bot purge: forgets what is kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.common import NAME, settings_or_fail
from bot.settings import Settings
from mrc_core.evaluate.console import errors_in_one_line


def purge(
    team: Annotated[str | None, typer.Option(help="A workspace's id: T…, or E….")] = None,
    user: Annotated[str | None, typer.Option(help="A person's id: U…, or W….")] = None,
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="What is older than this day (UTC)."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete everything without asking.")] = False,
) -> None:
    """Delete kept questions, answers, feedback and what threads remember; open questions, too."""
    settings = settings_or_fail()
    if not (team or user or before or yes):
        typer.confirm("Delete everything that is kept?", abort=True)
    since = before.replace(tzinfo=UTC).timestamp() if before else None
    typer.echo(f"{asyncio.run(_purge(settings, team, user, since))} rows deleted")


async def _purge(
    settings: Settings, team: str | None, user: str | None, before: float | None
) -> int:
    from bot.store.database.database import StoreError
    from bot.store.keeping import Whose
    from bot.store.store import open_store

    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days
    with errors_in_one_line(NAME, StoreError):
        async with open_store(url, keep_days=days, serving=False) as store:
            return await store.keeping.forget(Whose(team, user, before))
