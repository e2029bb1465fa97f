"""HTTP requests by their Idempotency-Key: the same key gets the same response, once made.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database.database import Database
from bot.store.database.schema import insert_or_not, now, requests

Json = dict[str, Any]


class OtherRequestError(Exception):
    """The key was used for another request."""


class UnderWayError(Exception):
    """The request is being answered by another owner."""


class Requests:
    """The keyed requests of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, key: str, fingerprint: str, owner: str, seconds: float) -> Json | None:
        """Begin with a request, or return the response that it has got.

        Args:
            key: Its key; of different callers with the same, different ones.
            fingerprint: The same for the same request.
            owner: Who answers it.
            seconds: How long that takes at most; then another may.

        Raises:
            OtherRequestError: The key was used for another request.
            UnderWayError: Another owner answers it.
            StoreError: The database is away.
        """

        def work(connection: sa.Connection) -> Json | None:
            mine = {"owner": owner, "leased_until": now() + seconds, "changed_at": now()}
            insert = insert_or_not(connection.dialect.name, requests)
            insert = insert.values(id=key, fingerprint=fingerprint, **mine)
            insert = insert.on_conflict_do_nothing().returning(requests.c.id)
            if (connection.execute(insert)).first():
                return None
            query = sa.select(requests).where(requests.c.id == key).with_for_update()
            known = (connection.execute(query)).one()
            if known.fingerprint != fingerprint:
                raise OtherRequestError
            if known.response is not None:
                return dict(known.response)
            free = (requests.c.id == key) & (requests.c.leased_until <= now())
            taken = connection.execute(sa.update(requests).where(free).values(**mine))
            if not taken.rowcount:
                raise UnderWayError
            return None

        return await self._database.run(work)

    async def end(self, key: str, owner: str, response: Json | None) -> None:
        """Keep the response of a request; None: there is none, and it can be made anew.

        Raises:
            StoreError: The database is away.
        """
        own = (requests.c.id == key) & (requests.c.owner == owner)
        statement: sa.Update | sa.Delete = (
            sa.delete(requests).where(own)
            if response is None
            else sa.update(requests).where(own).values(response=response, changed_at=now())
        )
        await self._database.run(lambda connection: connection.execute(statement))
