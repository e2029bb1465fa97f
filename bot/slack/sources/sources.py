"""What a question's message names -> what the service can read, once the question's turn comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.hosts import Hosts
from bot.domain.question import Elsewhere, GivenText, Question, Source
from bot.slack.sources.access import Asker
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.files import describe_file, is_described, read_file
from bot.slack.sources.messages import read_message
from bot.slack.sources.names import WorkspaceNames
from bot.slack.understand.meaning import Ask, Readable, SlackFile, SlackMessage
from bot.slack.understand.written.names import unnamed

_ALL = Hosts()


class Sources:
    """Makes what a message names readable.

    Args:
        names: What people, channels and groups are called.
        limits: Of a file.
    """

    def __init__(self, names: WorkspaceNames, limits: DownloadLimits) -> None:
        self._names = names
        self._limits = limits

    def question(
        self, client: AsyncWebClient, asker: Asker, ask: Ask, hosts: Hosts = _ALL
    ) -> Question:
        """Return a question for the service. Slack is asked for nothing yet.

        Args:
            client: Of the workspace.
            asker: Who asks, and where.
            ask: What.
            hosts: Which sites may be read there.
        """
        # What is still to be looked up in a thread is no source.
        named = ask.sources if isinstance(ask.sources, tuple) else ()
        return Question(
            ask.question,
            self._of(client, asker, named),
            otherwise=tuple(self._of(client, asker, each) for each in ask.otherwise),
            hosts=hosts,
        )

    async def with_names(self, client: AsyncWebClient, question: Question) -> Question:
        """Return a question with names in the place of ids."""
        return replace(question, text=await self.named(client, question.text))

    async def named(self, client: AsyncWebClient, text: str) -> str:
        """Return a text with names in the place of ids."""
        return await self._names.named(client, text)

    def _of(
        self, client: AsyncWebClient, asker: Asker, named: Iterable[Readable]
    ) -> tuple[Source, ...]:
        return tuple(self._source(client, asker, each) for each in named)

    def _source(self, client: AsyncWebClient, asker: Asker, named: Readable) -> Source:
        match named:
            case SlackFile():
                return Elsewhere(named.name or named.id, partial(self._file, client, asker, named))
            case SlackMessage():
                name = named.url or named.channel
                return Elsewhere(name, partial(self._message, client, asker, named))
            case GivenText() if unnamed(named.text):
                return Elsewhere(named.name, partial(self._named, client, named))
            case _:
                return named

    async def _file(
        self, client: AsyncWebClient, asker: Asker, file: SlackFile
    ) -> tuple[Source, ...]:
        if is_described(file):
            return await self._described(client, file)
        described = await describe_file(client, file, asker)
        # By the name that it turns out to have.
        return (Elsewhere(described.name, partial(self._described, client, described)),)

    async def _described(self, client: AsyncWebClient, file: SlackFile) -> tuple[Source, ...]:
        return (await read_file(client, file, self._limits, self._names),)

    async def _message(
        self, client: AsyncWebClient, asker: Asker, message: SlackMessage
    ) -> tuple[Source, ...]:
        return self._of(client, asker, await read_message(client, message, asker, self._names))

    async def _named(self, client: AsyncWebClient, given: GivenText) -> tuple[Source, ...]:
        return (replace(given, text=await self._names.named(client, given.text)),)
