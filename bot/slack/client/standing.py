"""Who people are in a workspace: guests, administrators, members of groups of people."""

from __future__ import annotations

from copy import copy
from typing import Any

from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.understand.rules.rules import Rules

_SECONDS = 300
_MOST = 10_000
_MOST_GROUPS = 500
_GUESTS = ("is_restricted", "is_ultra_restricted", "is_stranger")


class Standing:
    """Knows who people of a workspace are, for five minutes."""

    def __init__(self) -> None:
        self._team = ""
        self._people: TTLCache[tuple[str, str], tuple[bool, bool]] = TTLCache(_MOST, _SECONDS)
        self._groups: TTLCache[tuple[str, str], frozenset[str]] = TTLCache(_MOST_GROUPS, _SECONDS)

    def of_team(self, team: str) -> Standing:
        """Return those of another workspace; together they remember no more than one does."""
        others = copy(self)
        others._team = team
        return others

    async def may_ask(self, client: AsyncWebClient, user: str, rules: Rules) -> bool:
        """Tell whether somebody may ask where the rules hold.

        Raises:
            One of SLACK_FAILURES: Nobody can tell.
        """
        if rules.askers == "everybody" or user in rules.people:
            return True
        if rules.askers == "members":
            return not (await self._person(client, user))[0]
        for group in rules.groups:
            if user in await self._members(client, group):
                return True
        return False

    async def may_settle(self, client: AsyncWebClient, user: str, channel: str) -> bool:
        """Tell whether somebody may say what holds in a channel.

        Rules bind other people: they are for those who answer for the channel. These are owners and
        administrators of the workspace, and who made the channel, as Slack tells apps of no other
        managers. In a direct message with the bot it is the person themselves.

        Raises:
            One of SLACK_FAILURES: Nobody can tell.
        """
        if (await self._person(client, user))[1]:
            return True
        found = (await client.conversations_info(channel=channel))["channel"]
        return bool(found.get("is_im")) or found.get("creator") == user

    async def _person(self, client: AsyncWebClient, user: str) -> tuple[bool, bool]:
        """Return whether somebody is a guest, and whether they administer the workspace."""
        who = (self._team, user)
        if who not in self._people:
            person: dict[str, Any] = (await client.users_info(user=user))["user"]
            self._people[who] = (
                any(map(person.get, _GUESTS)),
                bool(person.get("is_admin") or person.get("is_owner")),
            )
        return self._people[who]

    async def _members(self, client: AsyncWebClient, group: str) -> frozenset[str]:
        which = (self._team, group)
        if which not in self._groups:
            reply = await client.usergroups_users_list(usergroup=group)
            self._groups[which] = frozenset(reply["users"])
        return self._groups[which]
