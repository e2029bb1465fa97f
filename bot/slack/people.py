"""Which language to speak with whom."""

from __future__ import annotations

import structlog
from cachetools import TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Language, LanguageSetting, choose_language

_log = structlog.get_logger(__name__)

_SECONDS = 3600
_MOST = 10_000


class People:
    """Knows people's locales for an hour; asks Slack only when it matters."""

    def __init__(self, setting: LanguageSetting) -> None:
        self._setting = setting
        self._locales: TTLCache[str, str] = TTLCache(_MOST, _SECONDS)

    async def language(self, client: AsyncWebClient, user: str, question: str = "") -> Language:
        """The language to speak with this person about this question."""
        chosen = choose_language(self._setting, question, None)
        if chosen == "ko" or self._setting != "auto":
            return chosen
        return choose_language(self._setting, question, await self._locale(client, user))

    async def _locale(self, client: AsyncWebClient, user: str) -> str:
        if user not in self._locales:
            try:
                reply = await client.users_info(user=user, include_locale=True)
            except SlackApiError as error:
                _log.warning("locale_unknown", error=error.response.get("error"))
                return ""
            self._locales[user] = str(reply["user"].get("locale") or "")
        return self._locales[user]
