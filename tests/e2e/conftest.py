"""`mrc-bot serve` as a process, with the bundled reader, against a workspace and a web site."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.slack.install.manifest import manifest
from mrc_core.artifact import bundled_model_dir, load_assets
from tests.commands import command, environment
from tests.conftest import HANGUL
from tests.standins.http import serve
from tests.standins.slack.workspace import SlackWorkspace
from tests.standins.tf_serving.standin import SavedModelServable, TensorFlowServing
from tests.standins.tf_serving.wire import listening

START_SECONDS = 90


class Bot:
    """A running bot: where it is, and what it wrote."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.url = url
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")


@contextmanager
def running_bot(folder: Path, **settings: str) -> Iterator[Bot]:
    """Start the bot in `folder`, wait until it is ready, stop it as an operator would."""
    with started_bot(folder, **settings) as bot:
        wait_until_ready(bot)
        yield bot


@contextmanager
def started_bot(folder: Path, **settings: str) -> Iterator[Bot]:
    """Start the bot in `folder`, ready or not, and stop it as an operator would."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [command("mrc-bot"), "serve", "--port", str(port)],
            env=environment(**settings),
            cwd=folder,
            stdout=out,
            stderr=out,
        )
    try:
        yield Bot(url, process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def wait_until_ready(bot: Bot, status: int = 200) -> None:
    """Wait until the bot says whether it is ready, and says so."""
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client() as client:
        while time.monotonic() < deadline:
            if bot.process.poll() is not None:
                raise AssertionError(f"the bot ended:\n{bot.log}")
            with suppress(httpx.TransportError):
                if client.get(f"{bot.url}/readyz").status_code == status:
                    return
            time.sleep(0.1)
    raise AssertionError(f"the bot was not ready:\n{bot.log}")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A web site with one article, in EUC-KR as old Korean pages are."""

    async def article(_: object) -> Response:
        html = f"<title>훈민정음 - 백과</title><nav>메뉴</nav><p>{HANGUL}</p>"
        return Response(html.encode("euc-kr"), headers={"Content-Type": "text/html"})

    async def picture(_: object) -> Response:
        return Response(b"\x89PNG\r\n", media_type="image/png")

    async def slow(_: object) -> Response:
        await asyncio.sleep(30)
        return Response("")

    async def soon(request: object) -> Response:
        await asyncio.sleep(1)
        return await article(request)

    pages = {"/a": article, "/picture": picture, "/slow": slow, "/soon": soon}
    routes = [Route(path, page) for path, page in pages.items()]
    with serve(Starlette(routes=routes)) as url:
        yield url


@pytest.fixture(scope="session")
def serving() -> Iterator[str]:
    """A TensorFlow Serving with the bundled reader: a bot on it starts in a second."""
    model = SavedModelServable(load_assets(bundled_model_dir()).directory)
    with listening(TensorFlowServing({"mrc": {1: model}})) as url:
        yield url


@pytest.fixture(scope="module")
def slack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SlackWorkspace]:
    """A workspace with the bot running in it, over HTTP or in Socket Mode.

    One has the embedded reader, the other asks TensorFlow Serving.
    """
    over_socket = request.param == "socket"
    app_manifest = manifest(None if over_socket else "https://bot.example/slack/events")
    with SlackWorkspace(socket_mode=over_socket, manifest=app_manifest) as workspace:
        own = (
            {
                "SLACK_APP_TOKEN": workspace.app_token,
                "MRC_SERVING_URL": request.getfixturevalue("serving"),
            }
            if over_socket
            else {"SLACK_SIGNING_SECRET": workspace.signing_secret}
        )
        with running_bot(
            tmp_path_factory.mktemp("bot"),
            SLACK_BOT_TOKEN=workspace.bot_token,
            SLACK_API_URL=workspace.api_url.rstrip("/"),
            MRC_FETCH_ALLOW_PRIVATE="127.0.0.0/8",
            MRC_FETCH_TIMEOUT="3",
            **own,
        ) as bot:
            if over_socket:
                workspace.wait_for(lambda w: w.connections)
            else:
                workspace.deliver_to(f"{bot.url}/slack/events")
            workspace.bot = bot  # type: ignore[attr-defined]
            yield workspace


both_ways = pytest.mark.parametrize("slack", ["http", "socket"], indirect=True)
"""Runs a test over signed HTTP and in Socket Mode: where another kind of envelope is taken."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what does not ask for both ways over HTTP, in the same workspace as what does."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "slack" in metafunc.fixturenames and not any(mark.args[0] == "slack" for mark in marks):
        metafunc.parametrize("slack", ["http"], indirect=True)
