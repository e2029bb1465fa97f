"""OAuth with Slack: an administrator's consent -> tokens, and old tokens -> new ones.

https://docs.slack.dev/authentication/installing-with-oauth and …/using-token-rotation
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin

import structlog
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.operation.installing import Installed, InstallError
from bot.slack.client.connect import SlackAwayError, SlackStartError, client_of, identify
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.store.credentials.cipher import Cipher, UnreadableSecretError
from bot.store.credentials.installations import Installation, Installations, Tokens, UsedStates

_log = structlog.get_logger(__name__)

STATE_SECONDS = 600
"""How long an administrator may take to consent."""

# Anybody may come here with a code of their own making, and each costs a call of Slack.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the app is to Slack.

    Attributes:
        client_id: The app's.
        client_secret: The app's.
        redirect_url: Where Slack sends administrators back to.
    """

    client_id: str
    client_secret: str
    redirect_url: str


class OAuth:
    """Gets tokens for workspaces.

    Args:
        client: Lends its connections.
        credentials: Who the app is.
    """

    def __init__(self, client: AsyncWebClient, credentials: Credentials) -> None:
        self._client = client
        self._credentials = credentials

    def consent_url(self, state: str, scopes: Sequence[str]) -> str:
        """Return where an administrator agrees to an installation."""
        return AuthorizeUrlGenerator(
            client_id=self._credentials.client_id,
            redirect_uri=self._credentials.redirect_url,
            scopes=scopes,
            authorization_url=urljoin(self._client.base_url, "/oauth/v2/authorize"),
        ).generate(state)

    async def installation(self, code: str) -> tuple[Installation, str]:
        """Return what an administrator has agreed to, and the app's id.

        Args:
            code: As Slack gives it to their browser.

        Raises:
            One of SLACK_FAILURES, SlackStartError: Slack does not take it.
        """
        reply = await self._access(code=code, redirect_uri=self._credentials.redirect_url)
        tokens = _tokens(reply)
        bot = await identify(client_of(self._client, tokens.token))
        installation = Installation(
            team=bot.team_id,
            name=str(((reply.get("team") or reply.get("enterprise")) or {}).get("name") or ""),
            bot_user=bot.user_id,
            bot_name=bot.name,
            tokens=tokens,
        )
        return installation, str(reply.get("app_id") or "")

    async def refreshed(self, refresh_token: str) -> Tokens:
        """Return new tokens for an old one, which is good once.

        Raises:
            One of SLACK_FAILURES: Slack does not take it.
        """
        return _tokens(await self._access(grant_type="refresh_token", refresh_token=refresh_token))

    async def _access(self, **how: str) -> Any:
        return await self._client.oauth_v2_access(
            client_id=self._credentials.client_id,
            client_secret=self._credentials.client_secret,
            **how,
        )


def _tokens(reply: Any) -> Tokens:
    expires_in = reply.get("expires_in")
    return Tokens(
        token=str(reply["access_token"]),
        refresh_token=reply.get("refresh_token"),
        expires_in=None if expires_in is None else float(expires_in),
    )


class Installer:
    """Takes an administrator through an installation.

    Args:
        oauth: Gets the tokens.
        installations: Keeps them.
        used_states: Remembers who has come back.
        cipher: Seals states.
        scopes: What the app asks for, and what for.
    """

    def __init__(
        self,
        oauth: OAuth,
        installations: Installations,
        used_states: UsedStates,
        cipher: Cipher,
        scopes: Mapping[str, str],
    ) -> None:
        self.scopes = scopes
        self._oauth = oauth
        self._installations = installations
        self._used_states = used_states
        self._cipher = cipher
        self._room = asyncio.Semaphore(_AT_ONCE)

    def begin(self) -> tuple[str, str]:
        """Return where to send an administrator, and the state that their browser is to keep."""
        state = self._cipher.seal({"for": "install"})
        return self._oauth.consent_url(state, tuple(self.scopes)), state

    async def end(self, code: str, state: str, kept: str) -> Installed:
        """Return where the app is installed now.

        Args:
            code: As Slack gives it.
            state: As Slack gives it back.
            kept: As the browser kept it.

        Raises:
            InstallError: It is not installed.
            StoreError: It could not be kept.
        """
        await self._check(state, kept)
        async with self._room:
            try:
                installation, app_id = await self._oauth.installation(code)
            except (*SLACK_FAILURES, SlackStartError) as error:
                _log.warning("install_failed", error=slack_reason(error))
                away = isinstance(error, SlackAwayError) or (
                    not isinstance(error, SlackStartError) and refusal(error) == "passing"
                )
                raise InstallError("away" if away else "code") from error
        if not installation.team:
            raise InstallError("code")
        await self._installations.save(installation)
        _log.info("installed", team=installation.team)
        opens = urlencode({"app": app_id, "team": installation.team})
        return Installed(installation.name, f"https://slack.com/app_redirect?{opens}")

    async def _check(self, state: str, kept: str) -> None:
        if not state or state != kept:
            raise InstallError("state")
        try:
            self._cipher.unseal(state, within=STATE_SECONDS)
        except UnreadableSecretError as error:
            raise InstallError("state") from error
        if not await self._used_states.use(state, STATE_SECONDS):
            raise InstallError("state")
