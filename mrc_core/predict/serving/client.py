"""The predictor: one or several servers, tried until one answers or the time is over."""

from __future__ import annotations

import asyncio
import itertools

import tenacity

from mrc_core.artifact import ReaderConfig
from mrc_core.errors import (
    ModelMismatchError,
    ReaderBusyError,
    ReaderError,
    ReaderFailedError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)
from mrc_core.predict.serving.breaker import FAILURES, Breaker
from mrc_core.predict.serving.exchange import Exchange
from mrc_core.predict.serving.server import Server
from mrc_core.types import ModelInfo, Prediction, Windows

# Predictions in flight at one server. It has four REST threads a core by default.
_CONCURRENCY = 16
# Seconds to wait before the second try at most, doubled each time up to the second number;
# random, so that those who failed together do not come back together.
_WAIT = (0.1, 1.0)

# Of several servers' errors that may pass, and of the others, the first says best what to expect.
_TELLING: tuple[type[ReaderError], ...] = (
    ReaderBusyError,
    ReaderTimeoutError,
    ReaderUnavailableError,
    ModelMismatchError,
)


class ServingPredictor:
    """Asks TensorFlow Serving.

    A question goes to one server, the least busy of those that work; when that fails, the whole
    question goes to the next, so that no two versions of a model ever answer parts of it. What
    may pass (no connection, 404, 429, 503, 504) is tried again for some seconds.

    Args:
        url: Where the REST API is, "http://host:8501"; several, separated by commas.
        model: The model's name there.
        config: The served reader's; max_seq_length, max_answer_length and top_k are used.
        version: A version's number, or its label; the server's highest when None.
        timeout: Seconds for one question, tries and waiting included.
        patience: Seconds in which a question is tried again; at least one more try is made.

    Raises:
        ReaderUnavailableError: `url` is no address.
    """

    def __init__(
        self,
        url: str,
        model: str,
        config: ReaderConfig,
        *,
        version: str | None = None,
        timeout: float = 30.0,
        patience: float = 5.0,
    ) -> None:
        self.model = ModelInfo(model, version if version and version.isdecimal() else "")
        self._timeout = timeout
        addresses = dict.fromkeys(part.strip().rstrip("/") for part in url.split(","))
        self._servers = [
            _Guarded(Server(Exchange(address, _CONCURRENCY), model, version, config))
            for address in addresses
        ]
        self._turns = itertools.cycle(range(len(self._servers)))
        self._retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(_may_pass),
            wait=tenacity.wait_random_exponential(multiplier=_WAIT[0], max=_WAIT[1]),
            stop=tenacity.stop_any(
                tenacity.stop_before_delay(timeout),
                tenacity.stop_all(
                    tenacity.stop_after_attempt(2), tenacity.stop_before_delay(patience)
                ),
            ),
            reraise=True,
        )

    async def start(self) -> None:
        """Read the metadata of the servers that are there; others may well come up later."""
        await self._look(mismatch_is_fatal=True)

    async def check(self) -> None:
        """Ask all servers at once; one that serves the model is enough."""
        errors = await self._look(mismatch_is_fatal=False)
        if len(errors) == len(self._servers):
            raise _most_telling(errors)

    async def predict(self, windows: Windows) -> Prediction:
        """Return the best spans of each window; see `Predictor.predict`."""
        deadline = asyncio.get_running_loop().time() + self._timeout
        found: Prediction = await self._retrying.copy()(self._try_all, windows, deadline)
        self.model = found.model
        return found

    async def aclose(self) -> None:
        """Close the connections."""
        await asyncio.gather(*(guarded.server.aclose() for guarded in self._servers))

    async def _look(self, *, mismatch_is_fatal: bool) -> list[ReaderError]:
        found = await asyncio.gather(
            *(guarded.server.check() for guarded in self._servers), return_exceptions=True
        )
        errors: list[ReaderError] = []
        for served in found:
            if isinstance(served, ModelMismatchError) and mismatch_is_fatal:
                raise served
            if isinstance(served, ReaderError):
                errors.append(served)
            elif isinstance(served, BaseException):
                raise served
            else:
                self.model = ModelInfo(self.model.name, served.version)
        return errors

    async def _try_all(self, windows: Windows, deadline: float) -> Prediction:
        """Return the prediction of the first server that makes one, the likeliest asked first.

        A server that hangs may take its share of the time only, so that the others have theirs.
        """
        errors: list[ReaderError] = []
        loop = asyncio.get_running_loop()
        candidates = self._candidates()
        for tried, guarded in enumerate(candidates):
            share = (deadline - loop.time()) / (len(candidates) - tried)
            try:
                return await guarded.predict(windows, share)
            except ReaderError as error:
                errors.append(error)
        raise _most_telling(errors or [guarded.left_alone() for guarded in self._servers])

    def _candidates(self) -> list[_Guarded]:
        """Return the servers to ask: those that work first, of these the least busy, and in turn.

        Where all are to be left alone, those that at least fail quickly: each may be back, and to
        ask costs nothing.
        """
        first = next(self._turns)
        in_turn = self._servers[first:] + self._servers[:first]
        there = [guarded for guarded in in_turn if guarded.breaker.admits]
        there = there or [one for one in in_turn if not one.breaker.fails_slowly]
        return sorted(there, key=lambda one: (one.breaker.is_open, one.server.in_flight))


class _Guarded:
    """A server behind a circuit breaker."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.breaker = Breaker()

    async def predict(self, windows: Windows, seconds: float) -> Prediction:
        """Return what the server finds within `seconds`.

        Raises:
            ReaderError: It cannot be had here now.
        """
        async with self.breaker.watching():
            try:
                async with asyncio.timeout(seconds):
                    return await self.server.predict(windows)
            except TimeoutError as error:
                raise ReaderTimeoutError(
                    f"{self.server.exchange} did not answer in time"
                ) from error

    def left_alone(self) -> ReaderUnavailableError:
        """Return what to say of a server that is not asked for a while."""
        return ReaderUnavailableError(f"{self.breaker.last_error} ({FAILURES} times in a row)")


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ReaderUnavailableError | ReaderTimeoutError) and not isinstance(
        error, ReaderFailedError
    )


def _most_telling(errors: list[ReaderError]) -> ReaderError:
    def rank(error: ReaderError) -> tuple[bool, int]:
        kind = next(index for index, kind in enumerate(_TELLING) if isinstance(error, kind))
        return not _may_pass(error), kind

    return min(errors, key=rank)
