"""Until when somebody heard what happens in a workspace: what came later was missed."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from bot.store.database.database import Database
from bot.store.database.schema import insert_or_not, listening, now


class Listening:
    """Of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def until(self, team: str) -> float | None:
        """Return until when any process listened, in seconds since 1970; None: none ever did.

        Raises:
            StoreError: The database is away.
        """
        query = sa.select(listening.c.until).where(listening.c.team == team)
        return (await self._database.run(lambda connection: connection.execute(query))).scalar()

    async def begin(self, teams: Collection[str]) -> None:
        """Take note that this process listens from now on, to these workspaces.

        Raises:
            StoreError: The database is away.
        """

        def work(connection: sa.Connection) -> None:
            insert = insert_or_not(connection.dialect.name, listening).values(until=now())
            key = list(listening.primary_key)
            connection.execute(
                insert.on_conflict_do_update(index_elements=key, set_={"until": now()}),
                [{"team": team} for team in teams],
            )

        if teams:
            await self._database.run(work)

    async def go_on(self, teams: Collection[str]) -> None:
        """Take note that this process still listens; of what was forgotten, it is not.

        Raises:
            StoreError: The database is away.
        """
        update = sa.update(listening).where(listening.c.team.in_(teams)).values(until=now())
        if teams:
            await self._database.run(lambda connection: connection.execute(update))
