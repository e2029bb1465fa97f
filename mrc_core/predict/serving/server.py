"""A model on one server: which version of it, which signature, and its predictions."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import quote

from mrc_core.artifact import ReaderConfig
from mrc_core.errors import ModelMismatchError, ModelUnknownError, ReaderUnavailableError
from mrc_core.predict.padding import join_batches, length_buckets, pad_batch, plan_batches
from mrc_core.predict.serving.exchange import (
    Exchange,
    MixedLengthsError,
    NotServedError,
    RequestTooLargeError,
)
from mrc_core.predict.serving.payload import reply_rows, request_document, spans_of_reply
from mrc_core.predict.signatures import SignatureName, best_signature
from mrc_core.types import ModelInfo, Prediction, Windows, WindowSpans

# Windows of one request; a server that takes fewer says so.
_ROWS = 32
# After this long, a question's version is looked up anew, beside the question.
_FRESH_SECONDS = 30.0
# After this long it is tried whether a server still wants one length.
_LEARNT_SECONDS = 600.0
# Times that a question follows the server from version to version.
_MOVES = 3


@dataclass(frozen=True, slots=True)
class Served:
    """The version that a server serves, and the best of its signatures."""

    version: str
    signature: SignatureName


class Server:
    """One server's copy of the model.

    Predictions name their version, so that all parts of a question are read by the same one and
    it is known which; a server that has moved on says 404, and the question begins anew.

    Args:
        exchange: With the server.
        model: The model's name there.
        version: A version's number, a label, or None for the highest.
        config: The served reader's.
    """

    def __init__(
        self, exchange: Exchange, model: str, version: str | None, config: ReaderConfig
    ) -> None:
        self.exchange = exchange
        self.in_flight = 0
        self._config = config
        self._name = model
        self._model = f"/v1/models/{quote(model, safe='')}"
        self._wanted = self._model
        self._label = bool(version) and not str(version).isdecimal()
        self._pinned = bool(version) and not self._label
        if version:
            kind = "labels" if self._label else "versions"
            self._wanted += f"/{kind}/{quote(version, safe='')}"
        # What it takes is learnt from what it refuses.
        self._rows = _ROWS
        self._one_length_until = 0.0
        self._served: Served | None = None
        self._read_at = 0.0
        self._reading: asyncio.Task[Served] | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._reading:
            self._reading.cancel()
        await self.exchange.aclose()

    async def served(self) -> Served:
        """Return what is served; all who ask while that is being read share one attempt.

        Raises:
            ReaderUnavailableError: The server does not say.
            ModelMismatchError: No signature fits.
        """
        known = self._served
        if known and not self._stale():
            return known
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
            # Whoever waits hears of an error; nobody may.
            self._reading.add_done_callback(lambda task: task.cancelled() or task.exception())
        if known:  # good enough for this question; the next has the new one
            return known
        return await asyncio.shield(self._reading)

    async def check(self) -> Served:
        """Return what is served, asked for now.

        Raises:
            ReaderUnavailableError: No version is available.
            ModelMismatchError: No signature fits.
        """
        return await self._read()

    async def predict(self, windows: Windows) -> Prediction:
        """Return the best spans of each window, all found by one version.

        Raises:
            ReaderError: They cannot be had here now.
        """
        moves = 0
        while True:
            served = await self.served()
            rows, one_length = self._rows, self._wants_one_length()
            try:
                spans = await self._predict(windows, served, rows, one_length)
                return Prediction(spans, ModelInfo(self._name, served.version))
            except NotServedError:
                moves += 1
                self._forget(served)
                if moves == _MOVES or await self.served() == served:
                    raise
            except RequestTooLargeError as error:
                limit = error.limit or rows // 2
                if not 0 < limit < rows:
                    raise
                self._rows = min(self._rows, limit)
            except MixedLengthsError:
                # It batches: only requests of one length can go side by side.
                # Another question may have found that out since this one was sent.
                if one_length:
                    raise
                self._one_length_until = time.monotonic() + _LEARNT_SECONDS

    async def _predict(
        self, windows: Windows, served: Served, rows: int, one_length: bool
    ) -> WindowSpans:
        longest = self._config.max_seq_length
        fixed = one_length or served.signature == "serving_default"
        buckets = (longest,) if fixed else length_buckets(longest)
        batches = plan_batches(windows.input_mask.sum(axis=1).tolist(), buckets, rows)
        # Not a TaskGroup: Python 3.11's leaves a cancellation behind when one of its tasks fails
        # (task.cancelling() stays 1), and the asker's asyncio.timeout then ends in CancelledError.
        tasks = [
            asyncio.create_task(self._predict_batch(pad_batch(windows, batch), served))
            for batch in batches
        ]
        self.in_flight += 1
        try:
            parts = await asyncio.gather(*tasks)
        finally:
            self.in_flight -= 1
            for task in tasks:
                task.cancel()
        return join_batches(batches, parts)

    async def _predict_batch(self, windows: Windows, served: Served) -> WindowSpans:
        document = request_document(served.signature, windows, self._config.max_seq_length)
        path = f"{self._model}/versions/{quote(served.version, safe='')}:predict"
        reply = await self.exchange.post(path, document)
        return spans_of_reply(served.signature, reply, windows, self._config)

    def _wants_one_length(self) -> bool:
        return time.monotonic() < self._one_length_until

    def _stale(self) -> bool:
        # A version never changes; which one is the highest, or has a label, does.
        return not self._pinned and time.monotonic() - self._read_at > _FRESH_SECONDS

    def _forget(self, served: Served) -> None:
        if self._served == served:
            self._served = None

    async def _read(self) -> Served:
        # Status does not know labels, so a label's version is looked up in the metadata.
        served = self._served
        if served is None or self._label or not await self._still_serves(served):
            served = await self._read_metadata()
        self._served, self._read_at = served, time.monotonic()
        return served

    async def _still_serves(self, served: Served) -> bool:
        """Return whether it is the highest version there; the metadata is read once a version.

        Raises:
            ReaderUnavailableError: No version is available.
        """
        try:
            status = await self.exchange.get(self._wanted)
        except NotServedError:
            await self._check_name()
            raise
        available = [
            int(entry["version"])
            for entry in reply_rows(status, "model_version_status")
            if entry.get("state") == "AVAILABLE" and str(entry.get("version")).isdecimal()
        ]
        if not available:
            self._served = None
            raise ReaderUnavailableError(f"{self.exchange} has no version of the model available")
        return served.version == str(max(available))

    async def _check_name(self) -> None:
        try:
            await self.exchange.get(self._model)
        except NotServedError as error:
            self._served = None
            raise ModelUnknownError(
                f"{self.exchange} has no version of a model named {self._name!r} (404)"
            ) from error

    async def _read_metadata(self) -> Served:
        try:
            reply = await self.exchange.get(f"{self._wanted}/metadata")
        except NotServedError:
            await self._check_name()
            raise
        except ModelMismatchError as error:
            if self._label:  # 400; it may be given to a version later
                raise ReaderUnavailableError(
                    f"{self.exchange} has no version with that label"
                ) from error
            raise
        try:
            signatures = reply["metadata"]["signature_def"]["signature_def"]
            offered = {
                name: (list(entry["inputs"]), list(entry["outputs"]))
                for name, entry in signatures.items()
            }
            version = str(reply["model_spec"]["version"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ModelMismatchError(
                f"the metadata of {self.exchange} is not as specified"
            ) from error
        return Served(version, best_signature(offered))
