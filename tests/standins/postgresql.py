"""A PostgreSQL server of its own for a test session: a real one, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.prerequisites import postgresql

_SECONDS = 30
_ROLE = "mrc"
_OTHERS = ("postgres", "nobody")


class PostgreSQL:
    """A running server, with one database."""

    def __init__(self, folder: Path, port: int, user: str | None, *, durable: bool) -> None:
        self._bin = postgresql()
        self._folder = folder
        self._port = port
        self._fsync = "on" if durable else "off"
        self._user = user
        self._url = f"postgresql://{_ROLE}@127.0.0.1:{port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def new_database(self) -> str:
        """Return the URL of a database that is empty: what an earlier test left in it is gone."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self._url

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": self._fsync,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [self._bin / "postgres", "-D", self._folder / "data", "-p", str(self._port), *options],
            user=self._user,
            cwd="/",
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _SECONDS
        while not self._is_ready():
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill it and all its processes: what was committed is there at the next start."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_SECONDS)
            self._process = None

    def initialize(self) -> None:
        """Make the server's own files; without locks and checks that only a power cut needs."""
        options = ["--auth", "trust", "--encoding", "UTF8", "--no-sync", "--username", _ROLE]
        subprocess.run(
            [self._bin / "initdb", "-D", self._folder / "data", *options],
            user=self._user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _is_ready(self) -> bool:
        try:
            psycopg.connect(self._url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_postgresql(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """Run a server while the context lasts.

    Args:
        durable: What is committed is on the disk, as a power cut needs it, but no killed process.

    As root it runs as a user that has no rights, since PostgreSQL refuses to run as root.
    """
    user = next(filter(_exists, _OTHERS)) if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="mrc-postgresql-"))
    try:
        if user:
            shutil.chown(folder, user)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = PostgreSQL(folder, port, user, durable=durable)
        server.initialize()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
