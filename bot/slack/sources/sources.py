"""What a question's message names -> what the service can read, once the question's turn comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.question import Elsewhere, GivenText, Source
from bot.slack.sources.access import Asker
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.files import read_file
from bot.slack.sources.messages import read_message
from bot.slack.sources.names import Names
from bot.slack.understand.meaning import Readable, SlackFile, SlackMessage
from bot.slack.understand.names import unnamed


class Sources:
    """Makes what a message names readable.

    Args:
        names: What people, channels and groups are called.
        limits: Of a file.
    """

    def __init__(self, names: Names, limits: DownloadLimits) -> None:
        self._names = names
        self._limits = limits

    async def named(self, client: AsyncWebClient, text: str) -> str:
        """Return a text with names in the place of ids."""
        return await self._names.named(client, text)

    def of(
        self, client: AsyncWebClient, asker: Asker, named: Iterable[Readable]
    ) -> tuple[Source, ...]:
        """Return sources for the service. Slack is asked for nothing yet."""
        return tuple(self._source(client, asker, each) for each in named)

    def _source(self, client: AsyncWebClient, asker: Asker, named: Readable) -> Source:
        match named:
            case SlackFile():
                return Elsewhere(named.name or named.id, partial(self._file, client, asker, named))
            case SlackMessage():
                name = named.url or named.channel
                return Elsewhere(name, partial(self._message, client, asker, named))
            case GivenText() if unnamed(named.text):
                return Elsewhere(named.name, partial(self._with_names, client, named))
            case _:
                return named

    async def _file(
        self, client: AsyncWebClient, asker: Asker, file: SlackFile
    ) -> tuple[Source, ...]:
        return (await read_file(client, file, asker, self._limits, self._names),)

    async def _message(
        self, client: AsyncWebClient, asker: Asker, message: SlackMessage
    ) -> tuple[Source, ...]:
        return self.of(client, asker, await read_message(client, message, asker, self._names))

    async def _with_names(self, client: AsyncWebClient, given: GivenText) -> tuple[Source, ...]:
        return (replace(given, text=await self._names.named(client, given.text)),)
