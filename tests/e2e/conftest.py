"""`mrc-bot serve` as a process, with the bundled reader, against a workspace and a web site."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.slack.install.manifest import manifest
from tests.commands import command, environment
from tests.conftest import HANGUL
from tests.standins.http import serve
from tests.standins.slack.workspace import SlackWorkspace

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
def running_bot(folder: Path, within: float = START_SECONDS, **settings: str) -> Iterator[Bot]:
    """Start the bot in `folder`, wait until it is ready, stop it as an operator would."""
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
    bot = Bot(url, process, log)
    try:
        _wait_until_ready(bot, within)
        yield bot
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def _wait_until_ready(bot: Bot, within: float) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if bot.process.poll() is not None:
            raise AssertionError(f"the bot ended:\n{bot.log}")
        try:
            if httpx.get(f"{bot.url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
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
        await asyncio.sleep(2)
        return await article(request)

    pages = {"/a": article, "/picture": picture, "/slow": slow, "/soon": soon}
    routes = [Route(path, page) for path, page in pages.items()]
    with serve(Starlette(routes=routes)) as url:
        yield url


@pytest.fixture(scope="module", params=["http", "socket"])
def slack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SlackWorkspace]:
    """A workspace with the bot running in it, over HTTP and in Socket Mode."""
    over_socket = request.param == "socket"
    app_manifest = manifest(None if over_socket else "https://bot.example/slack/events")
    with SlackWorkspace(socket_mode=over_socket, manifest=app_manifest) as workspace:
        secret = (
            {"SLACK_APP_TOKEN": workspace.app_token}
            if over_socket
            else {"SLACK_SIGNING_SECRET": workspace.signing_secret}
        )
        with running_bot(
            tmp_path_factory.mktemp("bot"),
            SLACK_BOT_TOKEN=workspace.bot_token,
            SLACK_API_URL=workspace.api_url,
            MRC_FETCH_ALLOW_PRIVATE="127.0.0.0/8",
            MRC_FETCH_TIMEOUT="3",
            **secret,
        ) as bot:
            if over_socket:
                workspace.wait_for(lambda w: w.connections)
            else:
                workspace.deliver_to(f"{bot.url}/slack/events")
            workspace.bot = bot  # type: ignore[attr-defined]
            yield workspace
