"""A workspace that the app is removed from leaves nothing in the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database.schema import metadata
from tests.bot.slack.running import TEXT, EchoService, bot_in, workspace
from tests.standins.slack.workspace import SlackWorkspace

TABLES = ("questions", "threads", "replies", "answers")


def _of_workspace(store: Path, team: str) -> list[int]:
    with closing(sqlite3.connect(store)) as connection:
        return [
            connection.execute(f"SELECT count(*) FROM {table} WHERE team = ?", [team]).fetchone()[0]
            for table in TABLES
        ]


@pytest.mark.parametrize(
    "leave", [lambda slack: slack.uninstall(), lambda slack: slack.revoke(slack.bot_user)]
)
def test_its_questions_threads_and_replies_are_deleted(
    leave: Callable[[SlackWorkspace], None], tmp_path: Path
) -> None:
    store = tmp_path / "store.sqlite"
    with workspace() as slack, bot_in(slack, EchoService(), socket=False, folder=tmp_path):
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        ts = slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?\n{TEXT}")["ts"]
        slack.wait_for(lambda w: len(w.thread(channel, ts)) > 1)
        slack.wait_for(lambda _: all(_of_workspace(store, slack.team_id)))
        with closing(sqlite3.connect(store)) as connection, connection:
            connection.execute("UPDATE threads SET team = 'T2'")

        slack.revoke(minji)
        slack.settle()
        assert _of_workspace(store, slack.team_id) == [1, 0, 1, 1], "it is not the bot's token"

        leave(slack)
        slack.settle()
        assert _of_workspace(store, slack.team_id) == [0, 0, 0, 0]
        assert _of_workspace(store, "T2") == [0, 1, 0, 0], "another workspace keeps its own"
        assert slack.deliveries[-1].status == 200


def test_what_is_under_way_meanwhile_leaves_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.missed._MARK_SECONDS", 0.1)
    store, service = tmp_path / "store.sqlite", EchoService(seconds=0.5)
    with workspace() as slack, bot_in(slack, service, socket=False, folder=tmp_path):
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?\n{TEXT}")
        slack.wait_for(lambda _: service.asked)
        slack.uninstall()
        slack.settle(quiet=1.0)
        slack.say(channel, minji, f"<@{slack.bot_user}> 누가 정조?\n{TEXT}")
        slack.settle()
        with closing(sqlite3.connect(store)) as connection:
            left = {
                table.name: connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
                for table in metadata.sorted_tables
                if "team" in table.c
            }
    assert {"questions", "threads", "replies", "answers", "feedback", "listening"} <= set(left)
    assert not any(left.values()), left
