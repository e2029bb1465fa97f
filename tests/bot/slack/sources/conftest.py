"""A workspace, and what the bot reads in it: fetched as the service fetches it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.question import Elsewhere, Source
from bot.slack.install.manifest import manifest
from bot.slack.sources.access import Asker
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.names import WorkspaceNames
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import files_of
from bot.slack.understand.meaning import Ask, Readable
from tests.standins.slack.people.talking import Upload
from tests.standins.slack.workspace import SlackWorkspace

LIMITS = DownloadLimits(timeout=5, max_bytes=100_000)


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackWorkspace]:
    """The workspace, with the scopes of the manifest and no others."""
    with SlackWorkspace(manifest=manifest(None)) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def without_scopes() -> Iterator[SlackWorkspace]:
    """A workspace whose administrator has not installed the app anew."""
    bare = manifest(None)
    bare["oauth_config"] = {"scopes": {"bot": ["channels:history", "chat:write"]}}
    with SlackWorkspace(manifest=bare) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def minji(slack: SlackWorkspace) -> str:
    return slack.add_user("minji")


@pytest.fixture(scope="module")
def general(slack: SlackWorkspace, minji: str) -> str:
    return slack.add_channel("general", members=[minji])


def client_of(slack: SlackWorkspace) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


def shared(slack: SlackWorkspace, channel: str, user: str, *files: Upload) -> dict[str, Any]:
    """A message with files, as its event has it."""
    return slack.say(channel, user, "여기 있습니다", files=files)


async def read(
    slack: SlackWorkspace,
    named: Readable,
    user: str,
    channel: str,
    limits: DownloadLimits = LIMITS,
    names: WorkspaceNames | None = None,
) -> tuple[Source, ...] | str:
    """What a source turns out to be, or the slug of why it cannot be had."""
    sources = Sources(names or WorkspaceNames(), limits)
    asker = Asker(user, channel, slack.bot_user)
    (source,) = sources.question(client_of(slack), asker, Ask("누가?", (named,))).sources
    return await fetched(source)


async def fetched(source: Source) -> tuple[Source, ...] | str:
    if not isinstance(source, Elsewhere):
        return (source,)
    try:
        found = await source.fetch()
    except BotError as error:
        return error.slug
    return await fetched(found[0]) if len(found) == 1 else found


async def read_file(
    slack: SlackWorkspace, user: str, channel: str, file: Upload, limits: DownloadLimits = LIMITS
) -> tuple[Source, ...] | str:
    """What a file that `user` has just shared turns out to be."""
    (named,) = files_of(shared(slack, channel, user, file))
    return await read(slack, named, user, channel, limits)
