"""A backup is made and restored as docs/operations.md says, by its own commands."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import sqlalchemy as sa

from bot.store.database.database import open_database
from bot.store.inbox.inbox import Inbox
from tests.bot.store.questions import asked, rows
from tests.prerequisites import ROOT, postgresql
from tests.standins.postgresql import PostgreSQL

_PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
_COMMANDS = re.findall(r"^\$ (.*)$", _PAGE.partition("## Backup and restore")[2], re.MULTILINE)


def _run(starting: str, folder: Path, **environment: str) -> None:
    [command] = [each for each in _COMMANDS if each.startswith(starting)]
    path = f"{postgresql()}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        check=True,
    )


async def _known(url: str, *questions: str) -> list[bool]:
    async with open_database(url, serving=True) as database:
        return [await Inbox(database).put(asked(ts)) is None for ts in questions]


async def test_of_sqlite_beside_a_running_bot(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/mrc-bot.sqlite"
    async with open_database(url, serving=True) as database:
        await Inbox(database).put(asked("1.0"))
        _run("python3", tmp_path)
        await Inbox(database).put(asked("2.0"))
        [first, _] = await rows(database)
    _run("rm", tmp_path)
    _run("cp", tmp_path)
    async with open_database(url, serving=True) as database:
        assert await rows(database) == [first]
    assert await _known(url, "1.0", "2.0") == [True, False]


async def test_of_postgresql_beside_running_bots(tmp_path: Path, postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    async with open_database(url, serving=True) as database:
        await Inbox(database).put(asked("1.0"))
        _run("pg_dump", tmp_path, MRC_DATABASE_URL=url)
        await Inbox(database).put(asked("2.0"))
    _run("pg_restore", tmp_path, MRC_DATABASE_URL=url)
    async with open_database(url, serving=True) as database:
        revision = await database.run(
            lambda connection: connection.execute(sa.text("SELECT count(*) FROM alembic_version"))
        )
        assert revision.scalar() == 1
    assert await _known(url, "1.0", "2.0") == [True, False]
