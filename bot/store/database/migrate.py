"""Brings a database's schema up to date, or one step back, under a lock.

Two neighbouring versions of the bot work on one schema while an update rolls out: a migration
adds, and what it replaces is removed by the one after it.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

HEAD = "0005"
"""The schema that this version of the bot works with; revisions are numbers in their order."""

_SCRIPTS = Path(__file__).parent / "migrations"
# Any number that no other program on the server takes for its own lock.
_LOCK = 0x6D72_6362_6F74


class NewerSchemaError(Exception):
    """The schema is more than one step ahead."""


def migrate(connection: sa.Connection) -> None:
    """Bring the schema up to date, in the transaction of `connection`.

    Raises:
        NewerSchemaError: It was made by a version that is more than one step ahead.
    """
    if revision(connection) == HEAD:
        return
    if connection.dialect.name == "postgresql":
        # Whoever holds it is at the same; SQLite's transactions are one at a time anyway.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    found = revision(connection)
    if found is not None and int(found) > int(HEAD):
        if int(found) > int(HEAD) + 1:
            raise NewerSchemaError(f"its schema is {found}, this one's {HEAD}")
        return
    _command(connection, "upgrade", HEAD)


def step_back(connection: sa.Connection) -> None:
    """Take the last migration back, in the transaction of `connection`."""
    _command(connection, "downgrade", "-1")


def revision(connection: sa.Connection) -> str | None:
    """Return the schema's revision; None where there is no schema yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _command(connection: sa.Connection, name: str, target: str) -> None:
    # Imported late: it takes a third of a second that a schema at its head need not wait for.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    getattr(command, name)(config, target)
