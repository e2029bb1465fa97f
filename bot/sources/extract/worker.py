"""Extraction in processes of its own: a hostile page costs one of them, never the bot.

The processes are fresh interpreters (anyio's worker processes: no fork, so nothing of TensorFlow
is in them), kept for the next page, and killed when a page takes too long.
"""

from __future__ import annotations

import gc
import math
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import anyio
import structlog
from anyio import CapacityLimiter, to_process

from bot.domain.blocks import Extracted
from bot.domain.errors import BotError, DamagedDocumentError
from bot.sources.media import Media

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")
_MEGABYTE = 1 << 20
_START = 5.0


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Bounds of the processes.

    Attributes:
        processes: How many work at once; more pages wait.
        seconds: Of CPU time, for one page; and a little more by the clock.
        megabytes: Of address space, for one process.
    """

    processes: int = 2
    seconds: int = 10
    megabytes: int = 1_500


class Workers:
    """Extracts documents in worker processes."""

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._turn = CapacityLimiter(self._limits.processes)

    async def start(self) -> None:
        """Start a process ahead: that takes half a second that no page need wait for then."""
        with suppress(anyio.BrokenWorkerProcess, TimeoutError):
            await self._run(_prepare)

    async def extract(self, body: bytes, content_type: str, name: str) -> tuple[Media, Extracted]:
        """See `extract.extract`, of which a simpler one takes the place if need be.

        Raises:
            BotError: As there; DamagedDocument where nothing can read it within the limits.
        """
        for function in (_extract, _extract_simply):
            try:
                return await self._run(function, body, content_type, name)
            except BotError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever parsers raise, and their deaths
                _log.warning("extraction_failed", kind=type(error).__name__)
        raise DamagedDocumentError

    async def _run(self, function: Callable[..., _T], *arguments: object) -> _T:
        async with self._turn:
            with anyio.fail_after(2 * self._limits.seconds + _START):
                return await to_process.run_sync(
                    _limited,
                    self._limits,
                    function,
                    arguments,
                    cancellable=True,
                    limiter=CapacityLimiter(math.inf),
                )


def _limited(
    limits: WorkerLimits, function: Callable[..., _T], arguments: tuple[object, ...]
) -> _T:
    """Run in a worker process, within the limits."""
    # The bot ends its workers itself, after the answers that are under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    memory = limits.megabytes * _MEGABYTE
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime) + limits.seconds
    # Systems differ in what they can limit; the clock is kept outside in any case.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(
            resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1])
        )
    # Over hundreds of thousands of blocks, looking for cycles takes longer than all else.
    gc.disable()
    try:
        return function(*arguments)
    finally:
        gc.enable()


# Extractors are imported in the workers alone: they cost the bot 40 MB that it does not use.


def _prepare() -> None:
    import bot.sources.extract.extract  # noqa: F401


def _extract(body: bytes, content_type: str, name: str) -> tuple[Media, Extracted]:
    from bot.sources.extract.extract import extract

    return extract(body, content_type, name)


def _extract_simply(body: bytes, content_type: str, name: str) -> tuple[Media, Extracted]:
    from bot.sources.extract.extract import extract_simply

    return extract_simply(body, content_type, name)
