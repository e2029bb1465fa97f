"""What people have settled for a channel."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database.database import Database
from bot.store.database.schema import channels, insert_or_not, now

Json = dict[str, Any]


class Channels:
    """Of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self, team: str, channel: str) -> Json | None:
        """Return what holds in a channel; None where nobody has settled anything.

        Raises:
            StoreError: The database is away.
        """
        query = sa.select(channels.c.rules).where(_is(team, channel))
        found = await self._database.run(lambda connection: connection.execute(query).scalar())
        return found if isinstance(found, dict) else None

    async def settle(self, team: str, channel: str, rules: Json | None) -> None:
        """Keep what holds in a channel; None: what holds everywhere does.

        Raises:
            StoreError: It is not kept.
        """

        def work(connection: sa.Connection) -> None:
            if rules is None:
                connection.execute(sa.delete(channels).where(_is(team, channel)))
                return
            values = {"rules": rules, "changed_at": now()}
            insert = insert_or_not(connection.dialect.name, channels).values(
                team=team, channel=channel, **values
            )
            key = list(channels.primary_key)
            connection.execute(insert.on_conflict_do_update(index_elements=key, set_=values))

        await self._database.run(work)


def _is(team: str, channel: str) -> sa.ColumnElement[bool]:
    return (channels.c.team == team) & (channels.c.channel == channel)
