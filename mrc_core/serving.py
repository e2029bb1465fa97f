"""A reader on TensorFlow Serving, over its REST API.

Contract: https://www.tensorflow.org/tfx/serving/api_rest
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np

from mrc_core.assets import ReaderConfig
from mrc_core.errors import (
    ModelMismatchError,
    ReaderBusyError,
    ReaderError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)
from mrc_core.predict import SignatureName, best_signature, checked_spans, spans_of_logits
from mrc_core.tf_example import serialize
from mrc_core.types import Float32, Int32, ModelInfo, Windows, WindowSpans

# Windows of one request; a default server takes 1000 rows at most when it batches.
_ROWS = 32
# 32 windows of 512 tokens in the pretty-printed form of two floats a token are under 1 MB.
_MAX_REPLY_BYTES = 64 * 2**20
_CHECK_TIMEOUT = 3.0


class ServingPredictor:
    """Asks TensorFlow Serving, in the row format: its replies are half as large as columnar ones.

    Args:
        url: Where the REST API is, "http://host:8501".
        model: The model's name there.
        config: Of the reader that is served; max_seq_length, max_answer_length, top_k are used.
        version: Pin one version; the server's highest when None.
        timeout: Seconds for one request.
    """

    def __init__(
        self,
        url: str,
        model: str,
        config: ReaderConfig,
        *,
        version: str | None = None,
        timeout: float = 30.0,
    ) -> None:
        self._config = config
        self.model = ModelInfo(model, version or "")
        self._path = f"/v1/models/{quote(model, safe='')}"
        if version:
            self._path += f"/versions/{quote(version, safe='')}"
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"), timeout=timeout, trust_env=False, follow_redirects=False
        )
        self._signature: SignatureName | None = None
        self._reading: asyncio.Task[SignatureName] | None = None

    async def start(self) -> None:
        """Read the metadata, if the server is there; a server may well come up after the bot."""
        try:
            await self._known_signature()
        except ModelMismatchError:
            raise
        except ReaderError:
            return

    async def check(self) -> None:
        """Ask the server for the model's state; metadata is read anew after a new version."""
        await self._known_signature()
        try:
            status = await self._request("GET", self._path, timeout=_CHECK_TIMEOUT)
        except ReaderTimeoutError as error:
            raise ReaderUnavailableError("the model server does not answer") from error
        available = [
            str(entry.get("version"))
            for entry in _rows(status, "model_version_status")
            if entry.get("state") == "AVAILABLE"
        ]
        if not available:
            raise ReaderUnavailableError(f"no version of {self.model.name} is available")
        if self.model.version not in available:
            self._signature = None
            await self._known_signature()

    async def predict(self, windows: Windows) -> WindowSpans:
        """See `Predictor.predict`."""
        signature = await self._known_signature()
        parts = [
            await self._predict(signature, windows.rows(row, row + _ROWS))
            for row in range(0, len(windows), _ROWS)
        ]
        return WindowSpans.concatenate(parts)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _known_signature(self) -> SignatureName:
        """The best signature; all who ask while the metadata is being read share one attempt."""
        if self._signature is None:
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read_metadata())
            return await asyncio.shield(self._reading)
        return self._signature

    async def _read_metadata(self) -> SignatureName:
        try:
            reply = await self._request("GET", f"{self._path}/metadata", timeout=_CHECK_TIMEOUT)
        except ReaderTimeoutError as error:
            raise ReaderUnavailableError("the model server does not answer") from error
        try:
            signatures = reply["metadata"]["signature_def"]["signature_def"]
            offered = {
                name: (list(entry["inputs"]), list(entry["outputs"]))
                for name, entry in signatures.items()
            }
            version = str(reply["model_spec"]["version"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ModelMismatchError("the server's metadata is not as specified") from error
        self._signature = best_signature(offered)
        self.model = ModelInfo(self.model.name, version)
        return self._signature

    async def _predict(self, signature: SignatureName, windows: Windows) -> WindowSpans:
        instances: Sequence[dict[str, Any]]
        if signature == "serving_default":
            instances = [
                {"examples": {"b64": base64.b64encode(example).decode()}}
                for example in serialize(windows, self._config.max_seq_length)
            ]
        else:
            columns = {
                "input_ids": windows.input_ids.tolist(),
                "input_mask": windows.input_mask.tolist(),
                "segment_ids": windows.segment_ids.tolist(),
            }
            instances = [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ]
        reply = await self._request(
            "POST",
            f"{self._path}:predict",
            json={"signature_name": signature, "instances": instances},
        )
        rows = _rows(reply, "predictions")
        if len(rows) != len(windows):
            raise ModelMismatchError(f"{len(rows)} predictions for {len(windows)} windows")
        if signature == "spans":
            return checked_spans(
                WindowSpans(
                    _integers(rows, "start"),
                    _integers(rows, "end"),
                    _floats(rows, "score"),
                    _floats(rows, "null_score"),
                ),
                windows,
            )
        return spans_of_logits(
            _floats(rows, "start_logits"), _floats(rows, "end_logits"), windows, self._config
        )

    async def _request(self, method: str, path: str, **options: Any) -> Any:
        """One exchange, parsed.

        Error bodies may echo the request, so they reach neither messages nor logs.
        """
        try:
            async with self._client.stream(method, path, **options) as response:
                body = bytearray()
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > _MAX_REPLY_BYTES:
                        raise ModelMismatchError("the model server's reply is too large")
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ReaderUnavailableError("the model server does not answer") from error
        except httpx.TimeoutException as error:
            raise ReaderTimeoutError("the model server did not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ReaderUnavailableError(
                f"the model server cannot be reached ({type(error).__name__})"
            ) from error
        _raise_for_status(response.status_code)
        try:
            # Not response.json(): NaN and Infinity come as bare literals, which json reads.
            return json.loads(body)
        except ValueError as error:
            raise ModelMismatchError("the model server's reply is not JSON") from error


def _raise_for_status(status: int) -> None:
    if status == httpx.codes.OK:
        return
    what = f"the model server answered {status}"
    if status in (429, 503):
        raise ReaderBusyError(what)
    if status == 504:
        raise ReaderTimeoutError(what)
    if status in (400, 501):
        raise ModelMismatchError(what)
    # 404 too: a model that is still loading answers so.
    raise ReaderUnavailableError(what)


def _rows(reply: Any, key: str) -> list[dict[str, Any]]:
    rows = reply.get(key) if isinstance(reply, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ModelMismatchError(f"the model server's reply has no {key}")
    return rows


def _floats(rows: list[dict[str, Any]], name: str) -> Float32:
    try:
        return np.array([row[name] for row in rows], np.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelMismatchError(f"the model server's {name} is not as specified") from error


def _integers(rows: list[dict[str, Any]], name: str) -> Int32:
    try:
        return np.array([row[name] for row in rows], np.int32)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ModelMismatchError(f"the model server's {name} is not as specified") from error
