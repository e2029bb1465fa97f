"""Opening a store: where it is, who has it, what its schema is."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.store.database.database import Database, NoStoreError, StoreError, open_database, parse_url
from bot.store.database.migrate import HEAD, migrate, revision, step_back
from bot.store.database.schema import metadata
from bot.store.inbox.inbox import Inbox
from tests.bot.store.questions import asked
from tests.standins.postgresql import PostgreSQL


async def test_what_was_committed_is_there_when_it_is_opened_again(url: str) -> None:
    async with open_database(url, serving=True) as database:
        await Inbox(database).put(asked())
    async with open_database(url, serving=True) as database:
        assert await Inbox(database).put(asked()) is None


async def test_the_migrations_make_the_schema_and_go_one_step_back(url: str) -> None:
    def examine(connection: sa.Connection) -> None:
        assert revision(connection) == HEAD
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        step_back(connection)
        assert revision(connection) != HEAD
        migrate(connection)
        assert revision(connection) == HEAD

    async with open_database(url, serving=True) as database:
        await database.run(examine)


async def test_each_migration_adds_so_that_the_version_before_it_works_on(url: str) -> None:
    def examine(connection: sa.Connection) -> None:
        schemas = [_columns(connection)]
        while revision(connection) != "0001":
            step_back(connection)
            schemas.insert(0, _columns(connection))
        for before, after in pairwise(schemas):
            assert {name: after.get(name) for name in before} == before, "nothing is taken away"
            tables = {table for table, _ in before}
            for name in after.keys() - before.keys():
                optional = after[name].endswith("optional")
                assert name[0] not in tables or optional, f"the version before does not fill {name}"

    async with open_database(url, serving=True) as database:
        await database.run(examine)


def _columns(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """What each column takes, by table and name, and whether it may be left out."""
    inspected = sa.inspect(connection)
    found = {}
    for table in inspected.get_table_names():
        for column in inspected.get_columns(table):
            optional = column["nullable"] or column["default"] is not None
            kind = f"{column['type']} {'optional' if optional else 'needed'}"
            found[table, column["name"]] = kind
    return found


@pytest.mark.parametrize(("ahead", "works"), [(1, True), (2, False)])
async def test_a_schema_one_step_ahead_is_worked_with_and_no_other(
    url: str, ahead: int, works: bool
) -> None:
    number = f"{int(HEAD) + ahead:04}"
    newer = sa.text(f"UPDATE alembic_version SET version_num = '{number}'")
    async with open_database(url, serving=True) as database:
        await database.run(lambda connection: connection.execute(newer))
    if works:
        async with open_database(url, serving=True) as database:
            await Inbox(database).put(asked())
    else:
        with pytest.raises(StoreError, match="newer mrc-bot"):
            async with open_database(url, serving=True):
                pass


async def test_two_that_start_at_once_migrate_once(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()

    async def start() -> None:
        async with open_database(url, serving=True) as database:
            await database.check()

    await asyncio.gather(*(start() for _ in range(4)))


async def test_a_file_is_served_by_one_and_read_by_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/store.sqlite"
    async with open_database(url, serving=True) as database:
        with pytest.raises(StoreError, match="another mrc-bot serves from"):
            async with open_database(url, serving=True):
                pass
        for name in ("store.sqlite", "store.sqlite-wal"):
            mode = (tmp_path / "new" / "folder" / name).stat().st_mode
            assert not mode & 0o077, "people's texts are for its owner alone"
        async with open_database(url, serving=False) as beside:
            await Inbox(beside).put(asked())
        assert await Inbox(database).put(asked()) is None


_HOLDS = """
import asyncio, sys
from bot.store.database.database import open_database
async def hold():
    async with open_database(sys.argv[1], serving=True):
        print("holds", flush=True)
        await asyncio.sleep(60)
asyncio.run(hold())
"""


def test_a_killed_process_frees_its_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    command = [sys.executable, "-c", _HOLDS, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "holds\n"
        with pytest.raises(StoreError, match="another mrc-bot"):
            asyncio.run(_serve_once(url))
        process.kill()
    asyncio.run(_serve_once(url))


async def _serve_once(url: str) -> None:
    async with open_database(url, serving=True) as database:
        await database.check()


async def test_a_command_makes_no_store_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError):
        async with open_database(f"sqlite:///{tmp_path}/store.sqlite", serving=False):
            pass
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


async def test_a_path_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "store.sqlite", tmp_path):
        with pytest.raises(StoreError, match=r"cannot write .*MRC_DATABASE_URL") as raised:
            async with open_database(f"sqlite:///{path}", serving=True):
                pass
        assert "\n" not in str(raised.value)


async def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_text("no database " * 100)
    with pytest.raises(StoreError, match=r"cannot open the store .*not a database$"):
        async with open_database(f"sqlite:///{tmp_path}/store.sqlite", serving=True):
            pass


async def test_a_server_that_is_away_is_one_line_without_its_password() -> None:
    with pytest.raises(StoreError, match="cannot open the store") as raised:
        async with open_database("postgresql://mrc:secret@127.0.0.1:1/mrc", serving=True):
            pass
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_who_is_frozen_within_a_transaction_holds_up_nobody_for_long(
    postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.database._STATEMENT_SECONDS", 1)
    url = postgresql.new_database()
    inserted, thawed = threading.Event(), threading.Event()

    async with (
        open_database(url, serving=True) as frozen,
        open_database(url, serving=True) as awake,
    ):
        put = Inbox(frozen).putting(asked())

        def freeze(connection: sa.Connection) -> object:
            done = put(connection)
            if not inserted.is_set():
                inserted.set()
                thawed.wait(60)
            return done

        freezing = asyncio.create_task(frozen.run(freeze))
        await asyncio.to_thread(inserted.wait)
        with contextlib.suppress(StoreError):  # Slack asks again, if it is so unlucky
            await Inbox(awake).put(asked())
        assert await Inbox(awake).put(asked()) in (1, None)
        assert not freezing.done()
        thawed.set()
        await freezing


async def test_a_restarted_server_is_found_again(postgresql: PostgreSQL) -> None:
    async with open_database(postgresql.new_database(), serving=True) as database:
        await asyncio.gather(*(database.check() for _ in range(5)))
        postgresql.stop()
        with pytest.raises(StoreError):
            await database.check()
        postgresql.start()
        await asyncio.gather(*(Inbox(database).put(asked(f"{n}.0")) for n in range(5)))


@pytest.mark.parametrize(
    ("url", "drivername", "database"),
    [
        ("sqlite:///var/mrc-bot.sqlite", "sqlite", "var/mrc-bot.sqlite"),
        ("sqlite:////var/lib/mrc-bot.sqlite", "sqlite", "/var/lib/mrc-bot.sqlite"),
        ("postgresql://u:p@h/d?sslmode=require", "postgresql+psycopg", "d"),
        ("postgres://h/d", "postgresql+psycopg", "d"),
    ],
)
def test_addresses(url: str, drivername: str, database: str) -> None:
    address = parse_url(url)
    assert (address.drivername, address.database) == (drivername, database)


@pytest.mark.parametrize(
    "url", ["", "x", "sqlite://", "sqlite:///:memory:", "mysql://h/d", "sqlite+aiosqlite:///a"]
)
def test_addresses_of_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        parse_url(url)


async def test_the_file_is_kept_as_it_should_be(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path}/s.sqlite", serving=True) as database:
        kept = {}
        for name in ("journal_mode", "synchronous", "secure_delete"):
            pragma = sa.text(f"PRAGMA {name}")
            kept[name] = await _scalar(database, pragma)
    assert kept == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


async def _scalar(database: Database, statement: sa.TextClause) -> object:
    return (await database.run(lambda connection: connection.execute(statement))).scalar()
