"""The bot's connection to Slack: made at the start, or as soon as Slack can be reached."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Literal

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.slack.client.connect import SlackAwayError, SlackStartError

_log = structlog.get_logger(__name__)

ConnectionState = Literal["connecting", "connected", "refused"]

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_CONNECT_SECONDS = 20.0
_LOOK_SECONDS = 2.0
_LOST_SECONDS = 30.0


class Connection:
    """Keeps the bot connected.

    Args:
        app_token: Turns Socket Mode on.
        make: Makes the app, once Slack has said to whom the tokens belong.

    Attributes:
        app: Takes events; None as long as nobody knows who the bot is.
        state: "connected" when Slack's events can be answered.
    """

    def __init__(
        self,
        app_token: str | None,
        make: Callable[[], Awaitable[AsyncApp]],
    ) -> None:
        self.app: AsyncApp | None = None
        self.state: ConnectionState = "connecting"
        self._app_token = app_token
        self._make = make

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Stay connected while the context lasts. A Slack that is away does not hold it up.

        Raises:
            SlackStartError: Slack refuses a token.
        """
        try:
            await self._identify()
        except SlackAwayError as error:
            _log.warning("slack_away", error=str(error))
        task = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _identify(self) -> None:
        self.app = await self._make()
        if not self._app_token:
            self.state = "connected"
        _log.info("slack_on", mode="socket" if self._app_token else "http")

    async def _keep(self) -> None:
        for pause in _pauses():
            if self.app:
                break
            await asyncio.sleep(pause)
            try:
                await self._identify()
            except SlackAwayError:
                self.state = "connecting"
            except SlackStartError as error:
                if self.state != "refused":
                    _log.error("slack_refuses", error=str(error))
                self.state = "refused"
        if self._app_token:
            await self._keep_socket(self._app_token)

    async def _keep_socket(self, app_token: str) -> None:
        """Hold a websocket. The library reconnects by itself; what it gives up on is made anew."""
        pauses = _pauses()
        while self.app:
            handler = AsyncSocketModeHandler(self.app, app_token, logger=_one_line())
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    await handler.connect_async()  # type: ignore[no-untyped-call]
                self.state, pauses = "connected", _pauses()
                await self._until_lost(handler)
            except TimeoutError:
                pass
            finally:
                self.state = "connecting"
                await handler.close_async()  # type: ignore[no-untyped-call]
            _log.warning("slack_away", error="no websocket")
            await asyncio.sleep(next(pauses))

    async def _until_lost(self, handler: AsyncSocketModeHandler) -> None:
        lost = 0.0
        while lost < _LOST_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            connected = await handler.client.is_connected()
            self.state = "connected" if connected else "connecting"
            lost = 0.0 if connected else lost + _LOOK_SECONDS


class _OneLine(logging.Filter):
    """Takes from the library's lines their traces, and addresses, which hold a ticket."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition(" (error: ")[0], ()
        record.exc_info = None
        return True


def _one_line() -> logging.Logger:
    logger = logging.getLogger("slack_bolt.socket_mode")
    logger.setLevel(logging.ERROR)
    if not logger.filters:
        logger.addFilter(_OneLine())
    return logger


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret
        pause = min(2 * pause, _LONGEST_PAUSE)
