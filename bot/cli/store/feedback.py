"""mrc-bot feedback export: what people thought of answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from bot.cli.common import NAME, settings_or_fail
from bot.domain.record.squad import squad_of
from bot.settings import Settings
from mrc_core.evaluate.console import errors_in_one_line

if TYPE_CHECKING:
    from bot.store.answers import Opinion

app = typer.Typer(help="What people thought of answers.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `export` a command of its own."""


@app.command()
def export() -> None:
    """Print the questions whose right answer is known, as a SQuAD 2.0 data set."""
    opinions = asyncio.run(_opinions(settings_or_fail()))
    data, left_out = squad_of(
        (opinion.id, opinion.verdict, opinion.content) for opinion in opinions
    )
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
    typer.echo(
        f"{len(opinions) - left_out} questions; of {left_out} nobody said what is right", err=True
    )


async def _opinions(settings: Settings) -> Sequence[Opinion]:
    from bot.store.database.database import StoreError
    from bot.store.store import open_store

    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days
    with errors_in_one_line(NAME, StoreError):
        async with open_store(url, keep_days=days, serving=False) as store:
            return await store.answers.opinions()
