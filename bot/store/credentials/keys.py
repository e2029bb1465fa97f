"""Keys of the HTTP API: who may ask, for what, and how often.

A key's secret is known to its owner alone: kept is its hash. It has 256 random bits, so that a
plain one does: nobody finds such a secret by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.database.database import Database
from bot.store.database.schema import api_keys, now

MOST_KEYS = 1_000
_PREFIX = "mrc"
_ID_BYTES = 5
_SECRET_BYTES = 32


class TooManyKeysError(Exception):
    """There are `MOST_KEYS` already."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, without its secret.

    Attributes:
        id: Names it, in lists and within the key itself.
        name: What its owner is called.
        digest: Of the secret: SHA-256, in hexadecimal.
        scopes: What it may be used for.
        per_minute: Most questions a minute.
        created_at: Seconds since 1970.
        used_at: The same, to a minute; None: never.
        revoked_at: The same; None: it is in use.
    """

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...]
    per_minute: int
    created_at: float
    used_at: float | None
    revoked_at: float | None

    def is_opened_by(self, secret: str) -> bool:
        """Tell whether that is its secret."""
        return hmac.compare_digest(self.digest, _digest(secret))


class Keys:
    """The keys in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str, scopes: Sequence[str], per_minute: int) -> str:
        """Make a key, and return it as its owner sends it: it is not to be had again.

        Raises:
            TooManyKeysError: There are too many.
            StoreError: The database is away.
        """
        id_, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
        insert = sa.insert(api_keys).values(
            id=id_,
            name=name,
            digest=_digest(secret),
            scopes=list(scopes),
            per_minute=per_minute,
            created_at=now(),
        )

        def work(connection: sa.Connection) -> None:
            count = sa.select(sa.func.count()).select_from(api_keys)
            if connection.execute(count).scalar_one() >= MOST_KEYS:
                raise TooManyKeysError(f"there are {MOST_KEYS} keys already, revoked ones too")
            connection.execute(insert)

        await self._database.run(work)
        return f"{_PREFIX}_{id_}_{secret}"

    async def all(self) -> list[Key]:
        """Return all keys, the oldest first, revoked ones too.

        Raises:
            StoreError: The database is away.
        """
        query = sa.select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        return [Key(**{**row._mapping, "scopes": tuple(row.scopes)}) for row in rows]

    async def in_use(self) -> list[Key]:
        """Return the keys that open something, the oldest first.

        Raises:
            StoreError: The database is away.
        """
        return [key for key in await self.all() if key.revoked_at is None]

    async def revoke(self, id_: str) -> bool:
        """Let a key open nothing any more; return whether there was such a key in use.

        Raises:
            StoreError: The database is away.
        """
        its = (api_keys.c.id == id_) & api_keys.c.revoked_at.is_(None)
        revoked = sa.update(api_keys).where(its).values(revoked_at=now())
        return await self._database.run(lambda connection: connection.execute(revoked).rowcount > 0)

    async def used(self, id_: str) -> None:
        """Keep that a key was used just now.

        Raises:
            StoreError: The database is away.
        """
        used = sa.update(api_keys).where(api_keys.c.id == id_).values(used_at=now())
        await self._database.run(lambda connection: connection.execute(used))


def parse_key(key: str) -> tuple[str, str] | None:
    """Return the id and the secret of a key as its owner sends it; None: it is none."""
    prefix, _, rest = key.partition("_")
    id_, _, secret = rest.partition("_")
    return (id_, secret) if prefix == _PREFIX and id_ and secret else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
