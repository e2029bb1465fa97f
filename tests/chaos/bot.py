"""The bot as a process, whole but for its reader, that dies where it is told to.

`python -m tests.chaos.bot PORT FOLDER`, with the bot's own settings in the environment. When the
file `die` in FOLDER names one of `POINTS`, the process kills itself there, once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import bot.slack.answering.posting
import bot.slack.answering.sending
from bot.app import running_slack, running_store
from bot.log import configure
from bot.metrics import Metrics
from bot.settings import load_settings
from bot.stop import Stop
from bot.store.inbox import Inbox
from bot.web.app import make_web
from bot.web.server import bind, serve_until_stopped
from bot.web.slack import slack_endpoint
from tests.bot.slack.running import EchoService
from tests.standins.slack.state import State

POINTS = ("received", "answering", "settled", "posted", "done")


def _arm(folder: Path) -> None:
    """Die after what each point names."""
    for name, where, function in (
        ("received", Inbox, "put"),
        ("answering", Inbox, "take"),
        ("settled", Inbox, "posting"),
        ("posted", bot.slack.answering.sending, "post"),
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


async def _serve(port: int) -> None:
    settings, metrics = load_settings(mrc_port=port), Metrics()
    service: Any = EchoService(seconds=0.05)
    stop = Stop()
    stop.listen()
    with bind(settings.mrc_host, settings.mrc_port) as listener:
        async with (
            running_store(settings, metrics) as store,
            running_slack(settings, service, store, metrics) as connection,
        ):
            assert connection
            slack = slack_endpoint(lambda: connection.app, State.signing_secret)
            web = make_web(service, metrics, "auto", slack, store=store)
            await serve_until_stopped(web, listener, stop, 5.0)


if __name__ == "__main__":
    configure("info")
    _arm(Path(sys.argv[2]))
    asyncio.run(_serve(int(sys.argv[1])))
