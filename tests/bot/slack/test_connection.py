"""A Slack that is away, at the start and later."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.bot.slack.running import EchoService, bot_in, workspace
from tests.standins.slack.workspace import SlackWorkspace

PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."


def _ready(url: str) -> dict[str, Any]:
    reply = httpx.get(f"{url}/readyz")
    assert reply.status_code == 200
    return dict(reply.json())


def _until_connected(url: str, within: float = 15) -> None:
    deadline = time.monotonic() + within
    while _ready(url)["slack"] != "connected":
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _is_answered(slack: SlackWorkspace) -> None:
    channel, minji = slack.add_channel("general"), slack.add_user("minji")
    ts = slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?\n{PASSAGE}")["ts"]
    (reply,) = slack.wait_for(lambda w: w.thread(channel, ts)[1:])
    assert "세종" in reply["text"]


@pytest.mark.parametrize("socket", [False, True])
def test_a_slack_that_is_away_at_the_start_is_waited_for(
    socket: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with workspace(socket=socket) as slack:
        slack.refuse("auth.test", "internal_error", times=99)
        with bot_in(slack, EchoService(), socket=socket) as url:
            assert _ready(url) == {"status": "ready", "slack": "connecting"}
            assert "mrc_slack_connected 0.0" in httpx.get(f"{url}/metrics").text
            if not socket:
                assert httpx.post(f"{url}/slack/events", content=b"{}").status_code == 503
            slack.heal()
            _until_connected(url)
            assert "mrc_slack_connected 1.0" in httpx.get(f"{url}/metrics").text
            _is_answered(slack)
    logged = "".join(capfd.readouterr())
    assert logged.count("slack_away") == 1
    assert "Traceback" not in logged


def test_a_token_in_the_environment_is_nothing_to_warn_of(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with workspace() as slack:
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        with bot_in(slack, EchoService(), socket=False):
            _is_answered(slack)
    assert "token" not in "".join(capfd.readouterr()) + caplog.text


def test_slack_is_asked_once_who_the_bot_is() -> None:
    with workspace() as slack, bot_in(slack, EchoService(), socket=False):
        _is_answered(slack)
        assert len(slack.calls("auth.test")) == 1
