"""What people, channels and groups are called, in the place of their ids."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from copy import copy
from typing import Any

import structlog
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.teams import teams_of
from bot.slack.understand.written.names import unnamed, with_names

_log = structlog.get_logger(__name__)

_SECONDS = 3600
_MOST = 10_000
_MOST_ASKED = 50
_AT_ONCE = 8
_WAIT = 3.0


class WorkspaceNames:
    """Knows a workspace's names for an hour.

    Slack is asked for a few seconds; an unknown name is no failure.
    """

    def __init__(self) -> None:
        self._team = ""
        self._names: TTLCache[tuple[str, str], str] = TTLCache(_MOST, _SECONDS)
        self._asking = asyncio.Semaphore(_AT_ONCE)

    def of_team(self, team: str) -> WorkspaceNames:
        """Return those of another workspace; together they remember no more than one does."""
        others = copy(self)
        others._team = team
        return others

    async def named(self, client: AsyncWebClient, text: str) -> str:
        """Return a passage with names in the place of ids, as far as they can be had."""
        ids = unnamed(text)
        return with_names(text, await self.of(client, ids)) if ids else text

    async def of(self, client: AsyncWebClient, ids: Iterable[str]) -> dict[str, str]:
        """Return names by id: what is not in it nobody knows."""
        wanted = list(dict.fromkeys(ids))
        missing = [each for each in wanted if (self._team, each) not in self._names][:_MOST_ASKED]
        groups = [each for each in missing if each.startswith("S")]
        calls = [self._learn(client, each) for each in missing if each not in groups]
        if groups:
            calls.append(self._learn_groups(client))
        try:
            async with asyncio.timeout(_WAIT):
                await asyncio.gather(*calls)
        except TimeoutError:
            _log.warning("names_unknown", error="timeout")
        return {each: name for each in wanted if (name := self._names.get((self._team, each)))}

    async def _learn(self, client: AsyncWebClient, each: str) -> None:
        async with self._asking:
            try:
                if each.startswith(("U", "W")):
                    name = _of_person((await client.users_info(user=each))["user"])
                else:
                    name = "#" + str(
                        (await client.conversations_info(channel=each))["channel"]["name"]
                    )
                self._names[self._team, each] = name
            except SLACK_FAILURES as error:
                _log.warning("name_unknown", error=slack_reason(error))

    async def _learn_groups(self, client: AsyncWebClient) -> None:
        try:
            for team in await teams_of(client, self._team):
                for group in (await client.usergroups_list(team_id=team))["usergroups"]:
                    name = group.get("name") or group["handle"]
                    self._names[self._team, group["id"]] = str(name)
        except SLACK_FAILURES as error:
            _log.warning("name_unknown", error=slack_reason(error))


def _of_person(user: dict[str, Any]) -> str:
    profile = user.get("profile") or {}
    return str(
        profile.get("display_name")
        or profile.get("real_name")
        or user.get("real_name")
        or user.get("name")
        or ""
    )
