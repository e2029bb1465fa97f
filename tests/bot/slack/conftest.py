from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.slack.running import EchoService, bot_in, workspace
from tests.standins.slack.workspace import SlackWorkspace


@pytest.fixture(scope="module")
def echo() -> EchoService:
    return EchoService()


@pytest.fixture(scope="module")
def slack(request: pytest.FixtureRequest, echo: EchoService) -> Iterator[SlackWorkspace]:
    """A workspace with the bot running in it: over HTTP, or as `both_ways` asks, in Socket Mode."""
    socket = getattr(request, "param", "http") == "socket"
    with workspace(socket=socket) as slack, bot_in(slack, echo, socket=socket):
        if socket:
            slack.wait_for(lambda w: w.connections)
        yield slack


both_ways = pytest.mark.parametrize("slack", ["http", "socket"], indirect=True)
"""Runs a test over signed HTTP and in Socket Mode."""


@pytest.fixture(autouse=True)
def _as_at_first(request: pytest.FixtureRequest) -> Iterator[None]:
    if "echo" not in request.fixturenames:
        yield
        return
    slack, echo = request.getfixturevalue("slack"), request.getfixturevalue("echo")
    yield
    slack.heal()
    slack.settle(quiet=0.1)
    echo.seconds, echo.progress = 0.0, ()


@pytest.fixture(scope="module")
def minji(slack: SlackWorkspace) -> str:
    return slack.add_user("minji")


@pytest.fixture
def channel(slack: SlackWorkspace) -> str:
    return slack.add_channel("general")
