"""The workspaces that the app was installed in by OAuth: found, kept for a while, refreshed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.connect import client_of
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.install.oauth import OAuth
from bot.slack.understand.incoming import Identity
from bot.slack.workspace.deps import Deps
from bot.slack.workspaces import Workspace, WorkspaceAwayError, forget
from bot.store.credentials.installations import (
    Installation,
    Installations,
    Tokens,
    TokenUnreadableError,
)
from bot.store.database.database import StoreError
from bot.store.keeping import Keeping

_log = structlog.get_logger(__name__)

_MOST = 1_000
# What another process has changed, an installation or a token, is seen that much later.
_SECONDS = 60.0
# Slack's tokens are good for twelve hours.
_AHEAD_SECONDS = 2 * 3600.0


@dataclass(frozen=True, slots=True)
class _Known:
    """A workspace, and until when its token is good by the process's clock; None: for ever."""

    workspace: Workspace
    good_until: float | None

    @property
    def is_good(self) -> bool:
        return self.good_until is None or time.monotonic() < self.good_until


class InstalledWorkspaces:
    """All workspaces with an installation.

    Args:
        installations: Where they are.
        keeping: Deletes what a workspace leaves.
        client: Lends its connections to all.
        oauth: Gets new tokens where old ones expire.
        deps_of: Makes what answering in a workspace needs.
    """

    def __init__(
        self,
        installations: Installations,
        keeping: Keeping,
        client: AsyncWebClient,
        oauth: OAuth,
        deps_of: Callable[[Identity], Deps],
    ) -> None:
        self._installations = installations
        self._keeping = keeping
        self._client = client
        self._oauth = oauth
        self._deps_of = deps_of
        self._known: TTLCache[str, _Known] = TTLCache(_MOST, _SECONDS)
        self._asked: dict[str, asyncio.Task[_Known | None]] = {}

    async def of(self, team: str) -> Workspace | None:
        """Return a workspace; None where the app is not installed, or its token is lost.

        Raises:
            WorkspaceAwayError: Its token has expired and Slack gives no other now, or it cannot be
                read.
            StoreError: Nobody can tell.
        """
        known = self._known.get(team)
        if known is None or not known.is_good:
            # Asked for once, however many wait for it.
            if team not in self._asked:
                self._asked[team] = asyncio.create_task(self._look_up(team))
                self._asked[team].add_done_callback(lambda _: self._asked.pop(team, None))
            known = await asyncio.shield(self._asked[team])
        return known.workspace if known else None

    async def teams(self) -> Sequence[str]:
        """Return where the app is installed.

        Raises:
            StoreError: Nobody can tell.
        """
        return await self._installations.teams()

    async def forget(self, team: str) -> None:
        """Delete all that is kept of a workspace, its tokens first, if they are good for nothing.

        The event that it was left may come late, after it was installed again.

        Raises:
            WorkspaceAwayError: Slack does not say whether they are.
            StoreError: It could not be deleted.
        """
        if await self._is_installed(team):
            return
        await self._installations.remove(team)
        self._known.pop(team, None)
        await forget(self._keeping, team)

    async def _is_installed(self, team: str) -> bool:
        try:
            found = await self._installations.find(team)
            if found:
                await client_of(self._client, found.tokens.token).auth_test()
        except TokenUnreadableError:
            return False
        except SLACK_FAILURES as error:
            if refusal(error) == "passing":
                raise WorkspaceAwayError(f"Slack says {slack_reason(error)}") from error
            return False
        return found is not None

    async def drain(self, seconds: float) -> None:
        """Wait until nobody is being looked up, for `seconds` at most: a new token is not lost."""
        if self._asked:
            await asyncio.wait(self._asked.values(), timeout=seconds)

    async def _look_up(self, team: str) -> _Known | None:
        try:
            installation = await self._installations.find(team)
        except TokenUnreadableError as error:
            _log.error("token_unreadable", error=str(error))
            raise WorkspaceAwayError(str(error)) from error
        if installation is None:
            return None
        if _expires(installation, within=_AHEAD_SECONDS):
            installation = await self._refresh(installation)
        if installation is None:
            return None
        bot = Identity(installation.bot_user, installation.bot_name, team)
        client = client_of(self._client, installation.tokens.token)
        known = _Known(Workspace(client, self._deps_of(bot)), _good_until(installation))
        self._known[team] = known
        return known

    async def _refresh(self, installation: Installation) -> Installation | None:
        """Return an installation with new tokens, or with those that it has while they are good."""
        team, expired = installation.team, _expires(installation, within=0)
        if not await self._installations.may_refresh(team):
            if expired:
                raise WorkspaceAwayError("another process gets a new token")
            return installation
        # Another process may have been faster.
        found = await self._installations.find(team)
        if found is None or not _expires(found, within=_AHEAD_SECONDS):
            return found
        try:
            tokens = await self._oauth.refreshed(found.tokens.refresh_token or "")
        except SLACK_FAILURES as error:
            _log.warning("token_not_refreshed", team=team, error=slack_reason(error))
            await self._installations.gave_up(team)
            if not expired:
                return found
            if refusal(error) == "passing":
                raise WorkspaceAwayError("Slack gives no new token now") from error
            _log.error("token_lost", team=team)
            return None
        await self._keep(team, tokens)
        return replace(found, tokens=tokens)

    async def _keep(self, team: str, tokens: Tokens) -> None:
        """Keep new tokens: the old ones are good for nothing any more."""
        for pause in (1.0, 2.0, 4.0):
            try:
                return await self._installations.refreshed(team, tokens)
            except StoreError as error:
                _log.error("store_away", error=str(error))
                await asyncio.sleep(pause)
        return await self._installations.refreshed(team, tokens)


def _expires(installation: Installation, within: float) -> bool:
    expires_in = installation.tokens.expires_in
    return expires_in is not None and expires_in <= within


def _good_until(installation: Installation) -> float | None:
    expires_in = installation.tokens.expires_in
    if expires_in is None:
        return None
    # Where it could not be refreshed ahead of time, that is tried again each time it is looked up.
    return time.monotonic() + max(expires_in - _AHEAD_SECONDS, min(expires_in, _SECONDS))
