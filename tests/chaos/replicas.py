"""Some processes of one bot, and what befalls them."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx

from tests.commands import environment
from tests.prerequisites import ROOT
from tests.standins.slack.workspace import SlackWorkspace

_READY_SECONDS = 300


class Replicas:
    """Processes that are started again whenever they end; see `tests.chaos.bot`.

    Args:
        number: How many.
        folder: Of their store, their logs, and the order to die.
        settings: The bot's.
    """

    def __init__(self, number: int, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._log = folder / "log"
        self._settings = settings
        self._ports = [_free_port() for _ in range(number)]
        self._frozen: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.urls = [f"http://127.0.0.1:{port}" for port in self._ports]

    def __enter__(self) -> Replicas:
        command = [sys.executable, "-m", "tests.chaos.bot", str(self._folder)]
        settings = environment(**self._settings, PYTHONPATH=str(ROOT))
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *map(str, self._ports)], env=settings, cwd=self._folder, stderr=log
            )
        try:
            self.wait_until_ready()
        except TimeoutError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(60)

    def wait_until_ready(self) -> None:
        """Wait until all that are not frozen answer."""
        with httpx.Client() as client:
            for port, url in zip(self._ports, self.urls, strict=True):
                if port != self._frozen:
                    wait_until(partial(_is_ready, client, url), _READY_SECONDS)

    def kill(self) -> None:
        """Kill any process that is not frozen."""
        awake = [port for port in self._ports if port != self._frozen]
        os.kill(self._pid(random.choice(awake)), signal.SIGKILL)

    def die_at(self, point: str) -> None:
        """Let the next process that comes to a point die there, and wait until it did."""
        order = self._folder / "die"
        order.write_text(point)
        wait_until(lambda: not order.exists(), _READY_SECONDS)

    def freeze(self, seconds: float) -> threading.Thread:
        """Freeze one process for a while, in the background: it neither works nor dies."""
        port = self._frozen = self._ports[0]
        pid = self._pid(port)
        os.kill(pid, signal.SIGSTOP)

        def thaw() -> None:
            time.sleep(seconds)
            os.kill(pid, signal.SIGCONT)
            self._frozen = None

        thread = threading.Thread(target=thaw, daemon=True)
        thread.start()
        return thread

    def fill_disk(self, seconds: float) -> None:
        """Let no process write to any file for a while."""
        pids = self.pids
        for limit, pause in ((1, seconds), (resource.RLIM_INFINITY, 0.0)):
            for pid in pids:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            time.sleep(pause)

    @property
    def pids(self) -> list[int]:
        """The processes that run now."""
        return list(map(self._pid, self._ports))

    def log(self) -> str:
        """What all have logged."""
        return self._log.read_text()

    def _pid(self, port: int) -> int:
        return int((self._folder / str(port)).read_text())


def settings_for(slack: SlackWorkspace, model_url: str, database: str) -> dict[str, str]:
    """The settings of a bot in a workspace, before a model server."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "MRC_DATABASE_URL": database,
        "MRC_SERVING_URL": model_url,
        "MRC_SERVING_MODEL": "mrc",
        "MRC_MAX_PER_PERSON": "100000",
    }


def wait_until(done: Callable[[], bool], within: float) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: It is not, within the time.
    """
    deadline = time.monotonic() + within
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


def _is_ready(client: httpx.Client, url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return client.get(f"{url}/readyz").status_code == 200
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
