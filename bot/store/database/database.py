"""The database: a SQLite file for one process, or PostgreSQL for several."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.store.database.migrate import NewerSchemaError, migrate

T = TypeVar("T")
TransactionStep = Callable[[sa.Connection], object]
"""A part of a transaction. It can be repeated: it changes nothing but the database."""

_NO_FILE = (None, "", ":memory:")
_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 10
_CONNECTIONS = 5
# A server that is gone without a word is noticed within 25 seconds, not the system's quarter of an
# hour: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES
_SILENCE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


class StoreError(Exception):
    """The store cannot be had; the message says which and why, without a password."""


class NoStoreError(StoreError):
    """There is no store yet where one is to be looked into."""


class _BrokenConnectionError(StoreError):
    """The connection was dead."""


class StoreObserver(Protocol):
    """Hears how long the store takes; metrics, in a running bot."""

    def stored(self, seconds: float) -> None:
        """Take note of one transaction."""


class _Unobserved:
    def stored(self, seconds: float) -> None:
        pass


class Database:
    """An open database. Made by `open_database`.

    Attributes:
        name: Its address, without a password.
        sole: Nobody else serves from it: whoever did before is dead.
    """

    def __init__(
        self, engine: sa.Engine, name: str, observer: StoreObserver, *, sole: bool
    ) -> None:
        self.name = name
        self.sole = sole
        self._engine = engine
        # A thread a connection, and a transaction in one go: back and forth for each statement
        # costs more than the statements do.
        size = 1 if engine.dialect.name == "sqlite" else _CONNECTIONS
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="store")
        self._observer = observer

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Return what `work` returns, run in one transaction; once more if the connection broke.

        A server that was restarted leaves a pool of dead connections, which shows only when they
        are used.

        Args:
            work: Can be repeated: it changes nothing but the database.

        Raises:
            StoreError: The database is away, or refuses.
        """
        began = time.perf_counter()
        loop = asyncio.get_running_loop()
        done = await loop.run_in_executor(self._threads, self._twice, work)
        self._observer.stored(time.perf_counter() - began)
        return done

    def _twice(self, work: Callable[[sa.Connection], T]) -> T:
        try:
            return self._once(work)
        except _BrokenConnectionError:
            return self._once(work)

    def _once(self, work: Callable[[sa.Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                done = work(connection)
                if isinstance(done, sa.CursorResult) and done.returns_rows:
                    # Its rows are taken along: they cannot be fetched after the commit.
                    return cast(T, done.freeze()())
                return done
        except (SQLAlchemyError, OSError) as error:
            broken = isinstance(error, DBAPIError) and error.connection_invalidated
            kind = _BrokenConnectionError if broken else StoreError
            raise kind(f"the store {self.name} fails: {_reason(error)}") from error

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown()

    async def check(self) -> None:
        """Return if the database answers.

        Raises:
            StoreError: It does not.
        """
        await self.run(lambda connection: connection.execute(sa.select(1)))


@asynccontextmanager
async def open_database(
    url: str, *, serving: bool, observer: StoreObserver | None = None
) -> AsyncIterator[Database]:
    """Open a database and bring its schema up to date.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`.
        serving: By a bot that answers: of those, a SQLite file takes one at a time. Short
            administrative commands work beside it, and make no new one.
        observer: Hears how long the store takes.

    Raises:
        StoreError: In one line.
    """
    address = parse_url(url)
    name = address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite":
        path = Path(address.database or "")
        name = str(path)
        engine = _sqlite(path, new=serving)
        alone = _alone(path) if serving else nullcontext()
    else:
        engine, alone = _postgresql(address), nullcontext()
    with alone:
        try:
            await asyncio.to_thread(_migrate, engine)
            sole = serving and address.get_backend_name() == "sqlite"
            database = Database(engine, name, observer or _Unobserved(), sole=sole)
            try:
                yield database
            finally:
                await asyncio.to_thread(database.close)
        except NewerSchemaError as error:
            raise StoreError(f"the store {name} is of a newer mrc-bot: {error}") from error
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"cannot open the store {name}: {_reason(error)}") from error
        finally:
            engine.dispose()


def parse_url(url: str) -> sa.URL:
    """Return a database's address.

    Raises:
        ValueError: It is neither SQLite's nor PostgreSQL's.
    """
    wrong = ValueError("give sqlite:///path/of/a/file (four slashes: absolute) or postgresql://…")
    if url.startswith(("postgresql://", "postgres://")):
        return sa.make_url("postgresql+psycopg" + url[url.index("://") :])
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise wrong from None
    if address.drivername != "sqlite" or address.database in _NO_FILE:
        raise wrong
    return address


def _migrate(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)


def _sqlite(path: Path, *, new: bool) -> sa.Engine:
    if not (new or path.exists()):
        raise NoStoreError(f"there is no store {path} yet: mrc-bot serve makes it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # For its owner alone: people's texts are in it.
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(
            f"cannot write the store {path}: {error.strerror}; MRC_DATABASE_URL names another place"
        ) from error
    # One connection, and so one writer: nobody waits for a lock but those of other processes.
    engine = sa.create_engine(
        sa.URL.create("sqlite+pysqlite", database=str(path)),
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # SQLAlchemy begins transactions itself, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_STATEMENT_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten: these are people's texts.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A transaction that first reads and then writes would fail, not wait, beside another.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(address: sa.URL) -> sa.Engine:
    try:
        return sa.create_engine(
            address,
            pool_size=_CONNECTIONS,
            pool_timeout=_STATEMENT_SECONDS,
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                **_SILENCE,
                "application_name": "mrc-bot",
                # None: poolers that share connections between transactions know no prepared ones.
                "prepare_threshold": None,
                # Whoever is frozen within a transaction holds up nobody for long.
                "options": f"-c statement_timeout={_STATEMENT_SECONDS}s"
                f" -c idle_in_transaction_session_timeout={_STATEMENT_SECONDS}s",
            },
        )
    except ImportError as error:
        raise StoreError("PostgreSQL needs its driver: pip install 'mrc-bot[postgres]'") from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a SQLite file for one process: the lock is the process's, and dies with it."""
    with path.with_name(path.name + ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(
                f"another mrc-bot serves from {path}; several at once need PostgreSQL "
                "(MRC_DATABASE_URL)"
            ) from error
        yield


def _reason(error: BaseException) -> str:
    """Return what a driver says, in one line and without the statement and its values."""
    said = str(error.orig) if isinstance(error, DBAPIError) and error.orig else str(error)
    return (said.strip() or type(error).__name__).splitlines()[0]
