"""What threads remember: their source, that the bot has answered, what it posted there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.store.database.database import Database, TransactionStep
from bot.store.database.schema import insert_or_not, now, replies, threads

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A message, or the thread below it.

    Attributes:
        team: The workspace, or the organization.
        channel: The channel.
        ts: The message's time, its id there.
    """

    team: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What is remembered of a thread.

    Attributes:
        answered: The bot has answered in it.
        source: What is read for questions in it, as JSON; None if nothing was settled.
    """

    answered: bool = False
    source: Json | None = None


class Threads:
    """The threads and replies of a database.

    Args:
        database: Where they are.
        keeps_sources: Sources may be kept beyond the question that brought them.
    """

    def __init__(self, database: Database, *, keeps_sources: bool = True) -> None:
        self._database = database
        self._keeps_sources = keeps_sources

    async def thread(self, place: MessageKey) -> Thread:
        """Return what is remembered of a thread.

        Raises:
            StoreError: The database is away.
        """
        query = sa.select(threads.c.answered, threads.c.source).where(_at(threads, place))
        row = await self._database.run(lambda connection: connection.execute(query).first())
        return Thread(*row) if row else Thread()

    async def latest(self, team: str, channel: str, most: int) -> list[str]:
        """Return the threads of a channel that something was remembered of last, by their ts.

        Raises:
            StoreError: The database is away.
        """
        query = (
            sa.select(threads.c.ts)
            .where(threads.c.team == team, threads.c.channel == channel)
            .order_by(threads.c.changed_at.desc())
            .limit(most)
        )
        rows = await self._database.run(lambda connection: connection.execute(query))
        return [row.ts for row in rows]

    def answering(self, place: MessageKey, person: str) -> TransactionStep:
        """Return the step that remembers that the bot answers somebody in a thread."""
        return _remembering(place, person, answered=True)

    def pinning(self, place: MessageKey, person: str, source: Json) -> TransactionStep:
        """Return the step that remembers what is read for questions in a thread."""
        if not self._keeps_sources:
            return lambda _: None
        return _remembering(place, person, source=source)

    async def unpin(self, place: MessageKey, person: str, mark: Json) -> None:
        """Remember in the place of what is read in a thread a mark that it is not any more.

        Raises:
            StoreError: The database is away.
        """
        await self._database.run(_remembering(place, person, source=mark))

    def replying(self, place: MessageKey, asked_ts: str, person: str) -> TransactionStep:
        """Return the step that remembers where the reply to a message is."""
        values = {
            "team": place.team,
            "channel": place.channel,
            "ts": place.ts,
            "asked_ts": asked_ts,
            "person": person,
        }

        def step(connection: sa.Connection) -> None:
            connection.execute(_inserting_reply(connection.dialect.name), values)

        return step

    async def replies(self, asked: MessageKey) -> list[str]:
        """Return the replies to a message, by their ts, oldest first.

        Raises:
            StoreError: The database is away.
        """
        query = (
            sa.select(replies.c.ts).where(_to(asked)).order_by(replies.c.posted_at, replies.c.ts)
        )
        rows = await self._database.run(lambda connection: connection.execute(query))
        return [row.ts for row in rows]

    async def forget_replies(self, asked: MessageKey) -> None:
        """Forget the replies to a message: they are deleted.

        Raises:
            StoreError: The database is away.
        """
        delete = sa.delete(replies).where(_to(asked))
        await self._database.run(lambda connection: connection.execute(delete))


def _remembering(place: MessageKey, person: str, **known: Any) -> TransactionStep:
    values = {"team": place.team, "channel": place.channel, "ts": place.ts, "person": person}

    def step(connection: sa.Connection) -> None:
        connection.execute(_upserting(connection.dialect.name, *known), {**values, **known})

    return step


@cache
def _upserting(dialect: str, *known: str) -> Any:
    """Return the statement that remembers something of a thread, and leaves the rest as it is."""
    insert = insert_or_not(dialect, threads).values(changed_at=now())
    if "answered" not in known:
        insert = insert.values(answered=False)
    changed = {name: insert.excluded[name] for name in (*known, "person", "changed_at")}
    return insert.on_conflict_do_update(index_elements=list(threads.primary_key), set_=changed)


@cache
def _inserting_reply(dialect: str) -> Any:
    return insert_or_not(dialect, replies).values(posted_at=now()).on_conflict_do_nothing()


def _at(table: sa.Table, place: MessageKey) -> sa.ColumnElement[bool]:
    return (
        (table.c.team == place.team) & (table.c.channel == place.channel) & (table.c.ts == place.ts)
    )


def _to(asked: MessageKey) -> sa.ColumnElement[bool]:
    return (
        (replies.c.team == asked.team)
        & (replies.c.channel == asked.channel)
        & (replies.c.asked_ts == asked.ts)
    )
