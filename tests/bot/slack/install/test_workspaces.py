"""Several workspaces with one bot: each is answered with its own token, and sees its own only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.slack.install.conftest import Browser, ask, distributed, running
from tests.standins.slack.distributed import DistributedApp
from tests.standins.slack.workspace import SlackWorkspace


@pytest.fixture(params=["http", "socket"])
def socket(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "socket")


@pytest.fixture
def slack(socket: bool) -> Iterator[DistributedApp]:
    with distributed(socket=socket) as slack:
        yield slack


def test_each_workspace_is_answered_in_its_own_place(
    slack: DistributedApp, socket: bool, tmp_path: Path
) -> None:
    acme, globex = slack.workspace("acme"), slack.workspace("globex")
    with running(slack, tmp_path, socket=socket) as url:
        for workspace in (acme, globex):
            assert Browser(url).install(slack, workspace).status_code == 200
        seen = {}
        for workspace, word in ((acme, "세종"), (globex, "장영실")):
            # The same ids in both workspaces: they are made alike.
            user = workspace.add_user("minji")
            channel = workspace.add_channel("general")
            (reply,) = ask(workspace, user, channel, word)
            assert word in reply["text"]
            seen[workspace.team_id] = (user, channel)
        assert seen[acme.team_id] == seen[globex.team_id]
        for workspace, word in ((acme, "세종"), (globex, "장영실")):
            said = [call.args.get("text", "") for call in workspace.calls("chat.postMessage")]
            assert len(said) == 1
            assert word in said[0]


def test_an_organization_is_one_installation_for_its_workspaces(
    slack: DistributedApp, socket: bool, tmp_path: Path
) -> None:
    east = slack.workspace("east", organization="E0000GROUP")
    with running(slack, tmp_path, socket=socket) as url:
        page = Browser(url).install(slack, east)
        assert "East Group" in page.text
        user, channel = east.add_user("minji"), east.add_channel("general")
        assert ask(east, user, channel, "세종")
        assert _teams(tmp_path, "installations") == _teams(tmp_path, "questions") == {"E0000GROUP"}
        sent = east.command("/mrc", "누가 만들었나? https://a.example/b", user, channel)
        assert sent.ok
        east.settle()
        assert _teams(tmp_path, "questions") == {"E0000GROUP"}


@pytest.mark.parametrize("how", ["uninstalled", "revoked"])
def test_where_it_is_uninstalled_nothing_is_kept(
    slack: DistributedApp, socket: bool, tmp_path: Path, how: str
) -> None:
    acme, globex = slack.workspace("acme"), slack.workspace("globex")
    with running(slack, tmp_path, socket=socket) as url:
        for workspace in (acme, globex):
            Browser(url).install(slack, workspace)
            ask(workspace, workspace.add_user("minji"), workspace.add_channel("general"), "세종")
        assert _teams(tmp_path, "questions") == {acme.team_id, globex.team_id}
        if how == "uninstalled":
            slack.uninstall(acme)
        slack.revoke(acme)
        acme.settle()
        assert acme.deliveries[-1].ok
        for table in ("installations", "questions", "threads", "replies"):
            assert _teams(tmp_path, table) == {globex.team_id}
        # And it is installed again: the new token is used at once.
        assert Browser(url).install(slack, acme).status_code == 200
        ask(acme, acme.add_user("hana"), acme.add_channel("again"), "장영실")


def test_where_an_organization_uninstalls_it_nothing_is_kept(
    slack: DistributedApp, socket: bool, tmp_path: Path
) -> None:
    east = slack.workspace("east", organization="E0000GROUP")
    with running(slack, tmp_path, socket=socket) as url:
        Browser(url).install(slack, east)
        ask(east, east.add_user("minji"), east.add_channel("general"), "세종")
        assert _teams(tmp_path, "installations") == _teams(tmp_path, "questions") == {"E0000GROUP"}
        slack.uninstall(east)
        east.settle()
        assert _teams(tmp_path, "installations") == _teams(tmp_path, "questions") == set()


def test_a_workspace_that_installed_it_again_meanwhile_keeps_it(
    slack: DistributedApp, socket: bool, tmp_path: Path
) -> None:
    acme = slack.workspace("acme")
    with running(slack, tmp_path, socket=socket) as url:
        Browser(url).install(slack, acme)
        acme.uninstall()  # told late: the token is a newer one
        acme.settle()
        assert acme.deliveries[-1].ok
        assert _teams(tmp_path, "installations") == {acme.team_id}
        assert ask(acme, acme.add_user("minji"), acme.add_channel("general"), "세종")


def test_what_was_asked_while_nobody_listened_is_answered_in_each(
    slack: DistributedApp, socket: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.missed._MARK_SECONDS", 0.1)
    acme = slack.workspace("acme")
    east = slack.workspace("east", organization="E0000GROUP")
    places = []
    with running(slack, tmp_path, socket=socket) as url:
        for workspace in (acme, east):
            Browser(url).install(slack, workspace)
            places.append((workspace, workspace.add_user("minji"), workspace.add_channel("all")))
        for workspace, user, channel in places:
            ask(workspace, user, channel, "세종")
        _wait_until_marked(acme, tmp_path)
    asked = [
        (
            workspace,
            channel,
            workspace.say(channel, user, f"<@{workspace.bot_user}> 누가?\n그는.")["ts"],
        )
        for workspace, user, channel in places
    ]
    with running(slack, tmp_path, socket=socket):
        for workspace, channel, ts in asked:
            workspace.wait_for(lambda w, c=channel, t=ts: w.thread(c, t)[1:])  # type: ignore[misc]


def test_a_workspace_that_never_installed_it_is_not_answered(
    slack: DistributedApp, socket: bool, tmp_path: Path
) -> None:
    acme, stranger = slack.workspace("acme"), slack.workspace("stranger")
    with running(slack, tmp_path, socket=socket) as url:
        Browser(url).install(slack, acme)
        stranger._outbox.transport = acme._outbox.transport
        channel = stranger.add_channel("general")
        stranger.say(channel, stranger.add_user("minji"), f"<@{stranger.bot_user}> 누가?\n그는.")
        stranger.settle()
        assert not stranger.calls()
        assert _teams(tmp_path, "questions") == set()


def _wait_until_marked(slack: SlackWorkspace, folder: Path) -> None:
    slack.wait_for(lambda _: len(_teams(folder, "listening")) == 2)


def _teams(folder: Path, table: str) -> set[str]:
    with closing(sqlite3.connect(folder / "store.sqlite")) as connection:
        return {team for (team,) in connection.execute(f"SELECT team FROM {table}")}
