"""Extraction in processes of its own: a hostile page costs one of them, never the bot.

The processes are fresh interpreters (anyio's worker processes: no fork, so nothing of TensorFlow
is in them), kept for the next page, and killed when a page takes too long.
"""

from __future__ import annotations

import asyncio
import gc
import math
import os
import pickle
import resource
import signal
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import TypeVar, cast

import anyio
import structlog
from anyio import CapacityLimiter, to_process

from bot.domain.errors import BotError, DamagedDocumentError, ScannedDocumentError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.memory import available_memory
from bot.sources.media import Media

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")
# `Workers` counts itself; and a limiter of anyio's lets others in between.
_UNLIMITED = cast(CapacityLimiter, nullcontext())
_MEGABYTE = 1 << 20
_START = 5.0
_READY = 60.0  # of a machine that has other work; anyio waits for 20 of them
# Of the memory that there is, what a worker may take: with 1 GiB the bot, a worker at this limit
# and one at half of it are within it. More than the second number no page needs that is parsed.
_SHARE = 0.4
_MOST_MEGABYTES = 450
# Bytes that two workers may read side by side; of what is larger, one body at a time.
_SMALL = 250_000
_PACKED = b"PK"  # unpacks to any size


def _worker_megabytes() -> int:
    return min(_MOST_MEGABYTES, int(_SHARE * available_memory() / _MEGABYTE))


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Bounds of the processes.

    Attributes:
        processes: How many work at once; more pages wait.
        seconds: Of CPU time, for one page; and a little more by the clock.
        megabytes: Of data, for one process with a large body; with a small one, half of it.
        scanned_pages: Of a PDF without text, what is read by Tesseract; 0 for none.
        scan_seconds: By the clock, for all pages of a scan.
    """

    processes: int = 2
    seconds: int = 10
    megabytes: int = field(default_factory=_worker_megabytes)
    scanned_pages: int = 0
    scan_seconds: int = 40


class Workers:
    """Extracts documents in worker processes.

    Large bodies are read one at a time, so that all workers together stay within the memory that
    there is.
    """

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._turn = CapacityLimiter(self._limits.processes)
        self._large = CapacityLimiter(1)
        # A scan takes most of a minute: of the processes, one stays for everybody else.
        self._scans = CapacityLimiter(1)

    async def start(self) -> None:
        """Start a process ahead: that takes half a second that no page need wait for then."""
        with suppress(anyio.BrokenWorkerProcess, TimeoutError):
            await _ready()

    async def extract(self, body: bytes, content_type: str, name: str) -> tuple[Media, Extracted]:
        """See `extract.extract`, of which a simpler one takes the place if need be.

        Raises:
            BotError: As there; DamagedDocument where nothing can read it within the limits.
        """
        try:
            packed = await self._extracted(body, content_type, name)
        except ScannedDocumentError:
            if not self._limits.scanned_pages:
                raise
            packed = await self._recognized(body)
        # Not in the event loop: it takes time that grows with the document.
        return await asyncio.to_thread(_unpacked, packed)

    async def _extracted(self, body: bytes, content_type: str, name: str) -> bytes:
        is_large = len(body) > _SMALL or body.startswith(_PACKED)
        megabytes = self._limits.megabytes if is_large else self._limits.megabytes // 2
        async with self._large if is_large else nullcontext():
            for function in (_extract, _extract_simply):
                try:
                    return await self._run(function, megabytes, body, content_type, name)
                except BotError:
                    raise
                except Exception as error:  # noqa: BLE001 - whatever parsers raise, and their deaths
                    _log.warning("extraction_failed", kind=type(error).__name__)
        raise DamagedDocumentError

    async def _recognized(self, body: bytes) -> bytes:
        """Read a scan, by a program that is under the same limits as the process that runs it."""
        limits = self._limits
        try:
            async with self._scans:
                return await self._run(
                    _recognize,
                    limits.megabytes // 2,
                    body,
                    limits.scanned_pages,
                    limits.scan_seconds,
                    within=limits.scan_seconds + _START,
                )
        except BotError:
            raise
        except Exception as error:  # noqa: BLE001 - as above; Tesseract's deaths, too
            _log.warning("recognition_failed", kind=type(error).__name__)
            raise ScannedDocumentError from None

    async def _run(
        self,
        function: Callable[..., _T],
        megabytes: int,
        *arguments: object,
        within: float | None = None,
    ) -> _T:
        """Call a function in a process, which ends with it if its asker hangs up."""
        work = anyio.CancelScope()

        async def called() -> _T:
            with work:
                await _ready()
                with anyio.fail_after(within or 2 * self._limits.seconds + _START):
                    return await to_process.run_sync(
                        _limited,
                        self._limits.seconds,
                        megabytes,
                        function,
                        arguments,
                        cancellable=True,
                        limiter=_UNLIMITED,
                    )
            raise asyncio.CancelledError

        async with self._turn:
            calling = asyncio.create_task(called())
            try:
                return await asyncio.shield(calling)
            except asyncio.CancelledError:
                work.cancel()
                await asyncio.wait((calling,))
                if not calling.cancelled():
                    calling.exception()  # heard, though nobody waits any more
                raise


async def _ready() -> None:
    """Let a process wait for work; whoever calls `run_sync` next, without a pause, gets it.

    anyio forgets one whose start is cancelled, and never ends it: none is
    (https://github.com/agronholm/anyio/pull/1337).

    Raises:
        TimeoutError: It does not start.
    """
    with anyio.fail_after(_READY, shield=True):
        await to_process.run_sync(_prepare, cancellable=True, limiter=_UNLIMITED)


def _limited(
    seconds: int, megabytes: int, function: Callable[..., _T], arguments: tuple[object, ...]
) -> _T:
    """Run in a worker process, within the limits."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Systems differ in what they can limit; the clock is kept outside in any case.
    with suppress(ValueError, OSError):
        # Data alone: libraries that are mapped, and arenas that are reserved, take no memory.
        _limit(resource.RLIMIT_DATA, megabytes * _MEGABYTE)
        _limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + seconds)
    # Over hundreds of thousands of blocks, looking for cycles takes longer than all else.
    gc.disable()
    try:
        return function(*arguments)
    finally:
        # What was read goes before the process waits for the next.
        gc.collect()
        gc.enable()


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


# Extractors are imported in the workers alone: they cost the bot 40 MB that it does not use.


def _prepare() -> None:
    # The bot ends its workers itself, after the answers that are under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    import bot.sources.extract.extract  # noqa: F401

    # Nobody reads this pipe: libraries that complain would fill it, and then wait for ever.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    # What is imported stays: there are no cycles to be found among it.
    gc.freeze()


def _extract(body: bytes, content_type: str, name: str) -> bytes:
    from bot.sources.extract.extract import extract

    return _packed(*extract(body, content_type, name))


def _extract_simply(body: bytes, content_type: str, name: str) -> bytes:
    from bot.sources.extract.extract import extract_simply

    return _packed(*extract_simply(body, content_type, name))


def _recognize(body: bytes, most_pages: int, seconds: float) -> bytes:
    from bot.sources.extract.pdf.scans import recognize_pdf

    return _packed("pdf", recognize_pdf(body, most_pages, seconds))


# As bytes a document goes through the event loop whole, whatever it is made of.


def _packed(media: Media, found: Extracted) -> bytes:
    return pickle.dumps((media, found), pickle.HIGHEST_PROTOCOL)


def _unpacked(packed: bytes) -> tuple[Media, Extracted]:
    media, found = pickle.loads(packed)  # noqa: S301 - from a process of this program
    return media, found
