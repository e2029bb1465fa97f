"""The workspaces that the bot is in, and what answering in each of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answering.work import work
from bot.slack.workspace.deps import Deps
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import Taken
from bot.store.keeping import Keeping, Whose

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the app is installed: a workspace, or an organization with all of its workspaces.

    Attributes:
        client: Holds its token.
        deps: What answering in it needs.
    """

    client: AsyncWebClient
    deps: Deps


class WorkspaceAwayError(Exception):
    """A workspace's token cannot be had now."""


class Workspaces(Protocol):
    """All workspaces that the bot is in, by the id of the team or organization."""

    async def of(self, team: str) -> Workspace | None:
        """Return a workspace; None where the app is not installed any more.

        Raises:
            WorkspaceAwayError: It may be there later.
            StoreError: Nobody can tell.
        """

    async def teams(self) -> Sequence[str]:
        """Return where the app is installed.

        Raises:
            StoreError: Nobody can tell.
        """

    async def forget(self, team: str) -> None:
        """Delete all that is kept of a workspace, if the app was removed from it.

        Raises:
            WorkspaceAwayError: Slack does not say whether it was.
            StoreError: It could not be deleted.
        """


class OneWorkspace:
    """The workspace of SLACK_BOT_TOKEN, from wherever a request comes.

    Args:
        workspace: The workspace.
        keeping: Deletes what it leaves.
    """

    def __init__(self, workspace: Workspace, keeping: Keeping) -> None:
        self._workspace: Workspace | None = workspace
        self._team = workspace.deps.bot.team_id
        self._keeping = keeping

    async def of(self, team: str) -> Workspace | None:
        """Return the workspace, whatever is asked for; None once the app was removed from it."""
        return self._workspace

    async def teams(self) -> Sequence[str]:
        """Return its id, or nothing once the app was removed from it."""
        return (self._team,) if self._workspace else ()

    async def forget(self, team: str) -> None:
        """Delete what is kept of it; its token is good for nothing any more."""
        if self._workspace is None:
            return
        await forget(self._keeping, self._team)
        self._workspace = None


async def forget(keeping: Keeping, team: str) -> None:
    """Delete what was said in a workspace."""
    _log.info("workspace_forgotten", rows=await keeping.forget(Whose(team=team)))


async def work_in(workspaces: Workspaces, inbox: Inbox, taken: Taken) -> None:
    """Do what is to be done about something taken from the inbox, where it was asked.

    Raises:
        PutOffError, WorkspaceAwayError: Its turn is to come again.
        LeaseLostError: Somebody else has it.
        StoreError: The store is away.
    """
    if workspace := await workspaces.of(taken.team):
        await work(workspace.deps, workspace.client, taken)
    else:  # nobody is left who could be answered
        await inbox.end(taken)
