"""Where the app is installed, with the tokens that it got there, encrypted.

slack-sdk has a store of this kind, for engines of their own: its columns are too short for what is
encrypted, it keeps every installation that there ever was, and none of it encrypted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.store.credentials.cipher import Cipher, UnreadableSecretError
from bot.store.database.database import Database, StoreError
from bot.store.database.schema import insert_or_not, installations, now, oauth_states

_REFRESH_SECONDS = 60.0


class TokenUnreadableError(StoreError):
    """The token of one installation cannot be decrypted."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens Slack's Web API in a workspace.

    Attributes:
        token: The bot's.
        refresh_token: Gets the next one, where tokens expire; None: they do not.
        expires_in: Seconds from now until it does; None: never.
    """

    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_in: float | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in a workspace, or in all workspaces of an organization.

    Attributes:
        team: The workspace's id, or the organization's.
        name: What it is called.
        bot_user: The bot's user id there.
        bot_name: What the bot is called.
        tokens: Its tokens.
    """

    team: str
    name: str
    bot_user: str
    bot_name: str
    tokens: Tokens


class Installations:
    """The installations in a database.

    Args:
        database: Where they are.
        cipher: Encrypts their tokens.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def save(self, installation: Installation) -> None:
        """Keep an installation, in the place of an older one of the same workspace.

        Raises:
            StoreError: It is not kept.
        """
        known = {
            "name": installation.name,
            "bot_user": installation.bot_user,
            "bot_name": installation.bot_name,
            **self._sealed(installation.team, installation.tokens),
        }

        def work(connection: sa.Connection) -> None:
            insert = insert_or_not(connection.dialect.name, installations)
            insert = insert.values(team=installation.team, installed_at=now(), **known)
            key = list(installations.primary_key)
            connection.execute(insert.on_conflict_do_update(index_elements=key, set_=known))

        await self._database.run(work)

    async def find(self, team: str) -> Installation | None:
        """Return the installation of a workspace or an organization; None: there is none.

        Raises:
            TokenUnreadableError: The encryption key is not here, or the row was tampered with.
            StoreError: The database is away.
        """
        expires_in = (installations.c.expires_at - now()).label("expires_in")
        query = sa.select(installations, expires_in).where(installations.c.team == team)
        row = await self._database.run(lambda connection: connection.execute(query).first())
        if row is None:
            return None
        secret = self._unsealed(team, row.sealed)
        return Installation(
            team=team,
            name=row.name,
            bot_user=row.bot_user,
            bot_name=row.bot_name,
            tokens=Tokens(secret["token"], secret["refresh_token"], row.expires_in),
        )

    async def teams(self) -> list[str]:
        """Return where the app is installed, the oldest first.

        Raises:
            StoreError: The database is away.
        """
        query = sa.select(installations.c.team).order_by(
            installations.c.installed_at, installations.c.team
        )
        return await self._database.run(
            lambda connection: [str(row.team) for row in connection.execute(query)]
        )

    async def remove(self, team: str) -> bool:
        """Delete an installation with its tokens; return whether there was one.

        Raises:
            StoreError: The database is away.
        """
        delete = sa.delete(installations).where(installations.c.team == team)
        return await self._database.run(lambda connection: connection.execute(delete).rowcount > 0)

    async def may_refresh(self, team: str) -> bool:
        """Tell whether the caller is to get a new token now; for a while, nobody else is told so.

        A refresh token is good once: two who use it at the same time lose the workspace.

        Raises:
            StoreError: The database is away.
        """
        its = (installations.c.team == team) & (installations.c.refreshing_until <= now())
        claim = sa.update(installations).where(its)
        claim = claim.values(refreshing_until=now() + _REFRESH_SECONDS)
        return await self._database.run(lambda connection: connection.execute(claim).rowcount > 0)

    async def gave_up(self, team: str) -> None:
        """Let others try to get a new token.

        Raises:
            StoreError: The database is away.
        """
        free = sa.update(installations).where(installations.c.team == team)
        free = free.values(refreshing_until=0.0)
        await self._database.run(lambda connection: connection.execute(free))

    async def refreshed(self, team: str, tokens: Tokens) -> None:
        """Keep the new tokens of an installation.

        Raises:
            StoreError: They are not kept.
        """
        update = sa.update(installations).where(installations.c.team == team)
        update = update.values(**self._sealed(team, tokens), refreshing_until=0.0)
        await self._database.run(lambda connection: connection.execute(update))

    async def reseal(self) -> int:
        """Encrypt all tokens by the newest key; return how many installations there are.

        Raises:
            TokenUnreadableError: The key of one of them is not here; none is changed then.
            StoreError: The database is away.
        """

        def work(connection: sa.Connection) -> int:
            rows = connection.execute(
                sa.select(installations.c.team, installations.c.sealed).with_for_update()
            ).all()
            for team, sealed in rows:
                self._unsealed(team, sealed)
                its = installations.c.team == team
                update = sa.update(installations).where(its)
                connection.execute(update.values(sealed=self._cipher.reseal(sealed)))
            return len(rows)

        return await self._database.run(work)

    def _sealed(self, team: str, tokens: Tokens) -> dict[str, Any]:
        # The workspace is sealed in: nobody who can write to the database swaps tokens unseen.
        secret = {"team": team, "token": tokens.token, "refresh_token": tokens.refresh_token}
        expires_at = None if tokens.expires_in is None else now() + tokens.expires_in
        return {"sealed": self._cipher.seal(secret), "expires_at": expires_at}

    def _unsealed(self, team: str, sealed: str) -> dict[str, Any]:
        try:
            secret = self._cipher.unseal(sealed)
        except UnreadableSecretError as error:
            raise TokenUnreadableError(f"the token of {team} cannot be read: {error}") from error
        if secret["team"] != team:
            raise TokenUnreadableError(f"the token of {team} is another workspace's")
        return secret


class UsedStates:
    """The states of OAuth that came back: each is good once.

    A state is sealed by a `Cipher`, which knows how old it is; nothing is kept until it comes back.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def use(self, state: str, seconds: float) -> bool:
        """Tell whether a state comes back for the first time.

        Args:
            state: The state.
            seconds: For how long it is to be remembered; then it is too old anyway.

        Raises:
            StoreError: The database is away.
        """
        digest = hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()

        def work(connection: sa.Connection) -> bool:
            connection.execute(sa.delete(oauth_states).where(oauth_states.c.until <= now()))
            insert = insert_or_not(connection.dialect.name, oauth_states)
            insert = insert.values(digest=digest, until=now() + seconds)
            return connection.execute(insert.on_conflict_do_nothing()).rowcount > 0

        return await self._database.run(work)
