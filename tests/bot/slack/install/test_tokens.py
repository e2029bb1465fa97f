"""Tokens that expire, and how tokens are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.credentials.cipher import new_key
from tests.bot.slack.install.conftest import KEY, Browser, ask, distributed, running
from tests.commands import Ended, run_here
from tests.standins.slack.distributed import DistributedApp


@pytest.fixture
def slack() -> Iterator[DistributedApp]:
    with distributed(rotates=True) as slack:
        yield slack


def test_a_token_that_ends_soon_is_refreshed_once_however_many_ask(
    slack: DistributedApp, tmp_path: Path
) -> None:
    acme = slack.workspace("acme")
    with running(slack, tmp_path) as url:
        Browser(url).install(slack, acme)
        minji, channel = acme.add_user("minji"), acme.add_channel("general")
        ask(acme, minji, channel, "세종")
        assert slack.refreshed == 0
    _age(tmp_path, seconds=100)
    with running(slack, tmp_path):
        asked = [
            acme.say(channel, minji, f"<@{acme.bot_user}> 누가 세종?\n그는 {n}번째 왕이다.")["ts"]
            for n in range(5)
        ]
        for ts in asked:
            acme.wait_for(lambda w, ts=ts: w.thread(channel, ts)[1:])  # type: ignore[misc]
        assert slack.refreshed == 1
        slack.expire(acme)
        assert ask(acme, minji, channel, "장영실"), "the new token is the one in use"


def test_while_slack_gives_no_new_token_the_old_one_is_used(
    slack: DistributedApp, tmp_path: Path
) -> None:
    acme = slack.workspace("acme")
    with running(slack, tmp_path) as url:
        Browser(url).install(slack, acme)
    _age(tmp_path, seconds=100)
    slack.refuse_refreshing = "internal_error"
    with running(slack, tmp_path):
        assert ask(acme, acme.add_user("minji"), acme.add_channel("general"), "세종")
        assert slack.refreshed == 0


def test_a_workspace_whose_token_is_lost_is_not_answered_and_does_no_harm(
    slack: DistributedApp, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    acme, globex = slack.workspace("acme"), slack.workspace("globex")
    with running(slack, tmp_path) as url:
        for workspace in (acme, globex):
            Browser(url).install(slack, workspace)
    _age(tmp_path, seconds=-100, team=acme.team_id)
    slack.refuse_refreshing = "invalid_refresh_token"
    with running(slack, tmp_path):
        acme.say(acme.add_channel("all"), acme.add_user("hana"), f"<@{acme.bot_user}> 누가?\n그는.")
        assert ask(globex, globex.add_user("minji"), globex.add_channel("general"), "세종")
    told = [line for line in capfd.readouterr().out.splitlines() if "token_lost" in line]
    assert told
    assert all(acme.team_id in line for line in told)


def test_what_is_asked_while_there_is_no_token_is_answered_when_there_is(
    slack: DistributedApp, tmp_path: Path
) -> None:
    acme, globex = slack.workspace("acme"), slack.workspace("globex")
    with running(slack, tmp_path) as url:
        for workspace in (acme, globex):
            Browser(url).install(slack, workspace)
        minji, channel = acme.add_user("minji"), acme.add_channel("general")
        ask(acme, minji, channel, "세종")
    _age(tmp_path, seconds=-100, team=acme.team_id)
    slack.refuse_refreshing = "internal_error"
    with running(slack, tmp_path):
        said = acme.say(channel, minji, f"<@{acme.bot_user}> 누가 장영실?\n그는 과학자이다.")
        acme.settle()
        assert acme.deliveries[-1].status == 500, "Slack delivers it again"
        # Another workspace is answered meanwhile, and looked up at the start.
        assert ask(globex, globex.add_user("hana"), globex.add_channel("general"), "세종")
        slack.refuse_refreshing = ""
        acme._outbox.send("events_api", acme.deliveries[-1].payload, retry=1)
        assert acme.wait_for(lambda w: w.thread(channel, said["ts"])[1:])


def test_tokens_are_not_to_be_read_in_the_database(slack: DistributedApp, tmp_path: Path) -> None:
    with running(slack, tmp_path) as url:
        Browser(url).install(slack, slack.workspace("acme"))
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"T0000ACME" in kept
    assert b"xoxe" not in kept
    assert b"xoxb" not in kept


def test_keys_are_rotated_by_a_command(slack: DistributedApp, tmp_path: Path) -> None:
    acme = slack.workspace("acme")
    with running(slack, tmp_path) as url:
        Browser(url).install(slack, acme)
    newer = run_here("mrc-bot", "encryption", "new-key").stdout.strip()

    def rotate(keys: str) -> Ended:
        store = f"sqlite:///{tmp_path}/store.sqlite"
        settings = {"MRC_DATABASE_URL": store, "MRC_ENCRYPTION_KEYS": keys}
        return run_here("mrc-bot", "encryption", "rotate", **settings)

    assert rotate(f"{newer},{KEY}").stdout.startswith("1 workspaces' tokens")
    wrong = rotate(new_key())
    assert wrong.returncode != 0
    assert len(wrong.stderr.strip().splitlines()) == 1
    assert "MRC_ENCRYPTION_KEYS" in wrong.stderr
    with running(slack, tmp_path, key=newer):
        assert ask(acme, acme.add_user("minji"), acme.add_channel("general"), "세종")


def test_a_token_is_good_in_its_own_row_only(slack: DistributedApp, tmp_path: Path) -> None:
    acme, globex = slack.workspace("acme"), slack.workspace("globex")
    with running(slack, tmp_path) as url:
        for workspace in (acme, globex):
            Browser(url).install(slack, workspace)
        _sql(
            tmp_path,
            "UPDATE installations SET sealed = "
            "(SELECT sealed FROM installations WHERE team = 'T0000ACME')",
        )
        said = globex.say(
            globex.add_channel("all"), globex.add_user("hana"), f"<@{globex.bot_user}> 누가?\n그는."
        )
        globex.settle()
        assert not globex.calls("chat.postMessage")
        assert said
        assert globex.deliveries[-1].status == 500, "Slack is to try again"


def _age(folder: Path, seconds: float, team: str = "%") -> None:
    """Let tokens be good for so many seconds more."""
    left = f"(julianday('now') - 2440587.5) * 86400.0 + {seconds}"
    _sql(folder, f"UPDATE installations SET expires_at = {left} WHERE team LIKE '{team}'")


def _sql(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "store.sqlite")) as connection, connection:
        connection.execute(statement)
