"""What holds in each channel of a workspace: as people have settled it, or as everywhere."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from cachetools import TTLCache

from bot.domain.hosts import Hosts
from bot.domain.language import AUTO, languages
from bot.slack.understand.kept import Kinds
from bot.slack.understand.rules.rules import Rules
from bot.store.channels import Channels

_KINDS = Kinds(Rules, Hosts)
_MOST = 2_000
# So soon another process of the bot hears of a change.
_SECONDS = 30


class ChannelRules:
    """The rules of a workspace's channels.

    Args:
        channels: Where they are kept.
        default: What holds where nobody has settled anything.
    """

    def __init__(self, channels: Channels, default: Rules) -> None:
        self.default = default
        self._channels = channels
        self._team = ""
        self._known: TTLCache[tuple[str, str], Rules] = TTLCache(_MOST, _SECONDS)

    def of_team(self, team: str) -> ChannelRules:
        """Return those of another workspace; together they remember no more than one does."""
        others = copy(self)
        others._team = team
        return others

    async def of(self, channel: str) -> Rules:
        """Return what holds in a channel.

        Raises:
            StoreError: Nobody can tell.
        """
        where = (self._team, channel)
        if where not in self._known:
            kept = await self._channels.rules(self._team, channel)
            rules = _KINDS.of_json(kept) if kept else self.default
            if rules.language not in (*languages(), AUTO):  # it was spoken by another version
                rules = replace(rules, language=self.default.language)
            self._known[where] = rules
        return self._known[where]

    async def settle(self, channel: str, rules: Rules) -> None:
        """Let other rules hold in a channel; the same as everywhere follow those from then on.

        Raises:
            StoreError: They are not kept.
        """
        kept = None if rules == self.default else _KINDS.to_json(rules)
        await self._channels.settle(self._team, channel, kept)
        self._known[(self._team, channel)] = rules
