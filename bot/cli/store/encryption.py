"""mrc-bot encryption new-key | rotate: the keys that tokens of workspaces are encrypted with."""

from __future__ import annotations

import asyncio

import typer

from bot.cli.common import NAME, settings_or_fail
from mrc_core.evaluate.console import errors_in_one_line, fail

app = typer.Typer(
    help="Keys that encrypt the tokens of workspaces (MRC_ENCRYPTION_KEYS).", no_args_is_help=True
)


@app.command(name="new-key")
def new_key() -> None:
    """Print a new key: put it before the others in MRC_ENCRYPTION_KEYS."""
    from bot.store.credentials.cipher import new_key as make_key

    typer.echo(make_key())


@app.command()
def rotate() -> None:
    """Encrypt all tokens with the newest key; the older ones are needed no more then."""
    from bot.store.credentials.cipher import Cipher
    from bot.store.credentials.installations import Installations
    from bot.store.database.database import StoreError
    from bot.store.store import open_store

    settings = settings_or_fail()
    if settings.mrc_encryption_keys is None:
        fail(NAME, "MRC_ENCRYPTION_KEYS is not set")
    cipher = Cipher(settings.mrc_encryption_keys.get_secret_value())
    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days

    async def run() -> int:
        async with open_store(url, keep_days=days, serving=False) as store:
            return await Installations(store.database, cipher).reseal()

    with errors_in_one_line(NAME, StoreError):
        number = asyncio.run(run())
    typer.echo(f"{number} workspaces' tokens are encrypted with the newest key")
