"""Processes of the bot, whole, that die where they are told to, and are started again.

`python -m tests.chaos.bot FOLDER PORT...`, with the bot's own settings in the environment, keeps
one a port, as an orchestrator does. Each is forked, since what takes long in a start is to import.
FOLDER/PORT has its process id. When FOLDER/die names one of `POINTS`, whoever comes there first
kills itself.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

import bot.slack.answering.posting
import bot.slack.answering.replying.sending
from bot.app import serve
from bot.log import configure
from bot.settings import load_settings
from bot.sources.extract.worker import Workers
from bot.store.inbox.inbox import Inbox

POINTS = ("received", "answering", "settled", "posted", "done")
"""One a state: right after it was taken in, taken, kept for posting, posted, and ended."""


def _arm(folder: Path) -> None:
    """Die after what each point names."""
    for name, where, function in (
        ("received", Inbox, "put"),
        ("answering", Inbox, "take"),
        ("settled", Inbox, "posting"),
        ("posted", bot.slack.answering.replying.sending, "post"),
        ("posted", bot.slack.answering.posting, "post"),
        ("done", Inbox, "end"),
    ):
        setattr(where, function, _deadly(folder / "die", name, getattr(where, function)))


def _deadly(
    order: Path, name: str, work: Callable[..., Awaitable[Any]]
) -> Callable[..., Awaitable[Any]]:
    def die_if_told() -> None:
        if order.exists() and order.read_text() == name:
            order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    async def done(*args: Any, **options: Any) -> Any:
        result = await work(*args, **options)
        if result is not None or name != "answering":
            die_if_told()
        return result

    return done


async def _unprepared(_: Workers) -> None:
    """Let no process for documents be ready: texts are asked about, and it takes a second."""


def _keep(folder: Path, ports: list[int]) -> None:
    """Keep a process a port until SIGTERM; then let all end."""
    running: dict[int, int] = {}

    def stop(*_: object) -> NoReturn:
        for pid in running:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGTERM)
        for pid in running:
            os.waitpid(pid, 0)
        sys.exit()

    signal.signal(signal.SIGTERM, stop)
    while True:
        for port in set(ports) - set(running.values()):
            pid = os.fork()
            if not pid:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                asyncio.run(serve(load_settings(mrc_port=port)))
                os._exit(0)
            running[pid] = port
            (folder / str(port)).write_text(str(pid))
        del running[os.wait()[0]]


if __name__ == "__main__":
    configure("info")
    _arm(Path(sys.argv[1]))
    Workers.start = _unprepared  # type: ignore[method-assign]
    _keep(Path(sys.argv[1]), [int(port) for port in sys.argv[2:]])
