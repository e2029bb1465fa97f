"""The language of each person."""

from __future__ import annotations

import asyncio
from copy import copy

import structlog
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import (
    AUTO,
    Language,
    LanguageSetting,
    choose_language,
    language_of_script,
)
from bot.slack.client.failures import SLACK_FAILURES, slack_reason

_log = structlog.get_logger(__name__)

_SECONDS = 3600
_MOST = 10_000
_SOON = 1.0


class People:
    """Knows the locales of a workspace's people for an hour; asks Slack only when it matters."""

    def __init__(self, setting: LanguageSetting) -> None:
        self._setting = setting
        self._team = ""
        self._locales: TTLCache[tuple[str, str], str] = TTLCache(_MOST, _SECONDS)

    def of_team(self, team: str) -> People:
        """Return those of another workspace; together they remember no more than one does."""
        others = copy(self)
        others._team = team
        return others

    async def language(
        self,
        client: AsyncWebClient,
        user: str,
        question: str = "",
        setting: LanguageSetting | None = None,
    ) -> Language:
        """Return the language to speak with a person about a question.

        Args:
            client: Of the workspace.
            user: The person.
            question: What they asked.
            setting: Of the channel, where one is meant.
        """
        setting = setting or self._setting
        if setting != AUTO or language_of_script(question):
            return choose_language(setting, question, None)
        return choose_language(setting, question, await self._locale(client, user))

    async def language_soon(self, client: AsyncWebClient, user: str) -> Language:
        """Return the language to speak with a person; Korean if Slack does not say at once."""
        try:
            async with asyncio.timeout(_SOON):
                return await self.language(client, user)
        except TimeoutError:
            return choose_language(self._setting, "", "ko")

    async def _locale(self, client: AsyncWebClient, user: str) -> str:
        known = (self._team, user)
        if known not in self._locales:
            try:
                reply = await client.users_info(user=user, include_locale=True)
                self._locales[known] = str(reply["user"].get("locale") or "")
            except SLACK_FAILURES as error:
                _log.warning("locale_unknown", error=slack_reason(error))
                return ""
        return self._locales[known]
