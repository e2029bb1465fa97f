"""mrc-bot keys create | list | revoke: who may ask over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.common import NAME, settings_or_fail
from bot.domain.operation.scope import SCOPES
from mrc_core.evaluate.console import errors_in_one_line, fail

if TYPE_CHECKING:
    from bot.store.credentials.keys import Key, Keys

T = TypeVar("T")

_MOST_NAME = 100
_PER_MINUTE = 60
_MOST_PER_MINUTE = 100_000

app = typer.Typer(help="Keys of the HTTP API.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help=f"What may be read: {', '.join(SCOPES)}. Several times; [all]."),
    ] = None,
    per_minute: Annotated[
        int, typer.Option(min=1, max=_MOST_PER_MINUTE, help="Most questions a minute.")
    ] = _PER_MINUTE,
) -> None:
    """Make a key, and print it: it is shown this once."""
    if not 0 < len(name.strip()) <= _MOST_NAME:
        fail(NAME, f"a name has 1 to {_MOST_NAME} characters")
    if unknown := sorted(set(scope or ()) - set(SCOPES)):
        fail(NAME, f"no such scope: {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    scopes = [one for one in SCOPES if not scope or one in scope]
    typer.echo(_run(lambda keys: keys.create(name.strip(), scopes, per_minute)))


@app.command(name="list")
def list_() -> None:
    """List the keys: whose they are, what for, and when they were used last."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "name", "for", "a minute", "made", "last use", ""):
        table.add_column(heading, overflow="fold")
    for key in _run(lambda keys: keys.all()):
        table.add_row(*_row(key), style="dim" if key.revoked_at else None)
    Console(highlight=False, markup=False).print(table)


@app.command()
def revoke(key: Annotated[str, typer.Argument(help="A key's id, as `list` shows it.")]) -> None:
    """Let a key open nothing any more; running bots know within seconds."""
    if not _run(lambda keys: keys.revoke(key)):
        fail(NAME, f"there is no key {key} in use: `mrc-bot keys list` shows them")


def _row(key: Key) -> tuple[str, ...]:
    state = f"revoked {_day(key.revoked_at)}" if key.revoked_at else ""
    minute = f"{key.per_minute}"
    return (
        key.id,
        key.name,
        ", ".join(key.scopes),
        minute,
        _day(key.created_at),
        _day(key.used_at),
        state,
    )


def _day(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M") if at else "never"


def _run(work: Callable[[Keys], Awaitable[T]]) -> T:
    """Return what `work` does with the keys of the store that the settings name."""
    # Late: SQLAlchemy takes its time, and --help need not wait for it.
    from bot.store.credentials.keys import TooManyKeysError
    from bot.store.database.database import StoreError
    from bot.store.store import open_store

    settings = settings_or_fail()
    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days

    async def run() -> T:
        async with open_store(url, keep_days=days, serving=False) as store:
            return await work(store.keys)

    with errors_in_one_line(NAME, StoreError, TooManyKeysError):
        return asyncio.run(run())
