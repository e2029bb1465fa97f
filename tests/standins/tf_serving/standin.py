"""A stand-in for TensorFlow Serving's REST face, held to exchanges recorded from a real server.

It answers as TensorFlow Serving 2.20 does: status, metadata and `:predict` in both formats, with
the same status codes, bodies and error messages. Batching and the file system are not imitated:
versions come, change and go by calls to the registry.

    serving = TensorFlowServing({"mrc": {1: RecordedModel(1)}})
    with listening(serving) as url:
        httpx.post(f"{url}/v1/models/mrc:predict", json={"signature_name": "tokens", ...})
        serving.models.load("mrc", 2, RecordedModel(2), state="LOADING")
        serving.fault = Fault.error(503, "The batch scheduling queue is full")
    assert serving.requests[0].json["signature_name"] == "tokens"
"""

import functools
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.standins.http import drop_connection
from tests.standins.tf_serving.fault import Fault, FaultRule, ReceivedRequest, error_body, received
from tests.standins.tf_serving.models.model import RecordedModel
from tests.standins.tf_serving.models.registry import Registry
from tests.standins.tf_serving.models.servable import (
    SavedModelServable,
    Servable,
    ServingError,
    Signature,
)
from tests.standins.tf_serving.rest.json import parse
from tests.standins.tf_serving.rest.reply import column_reply, row_reply
from tests.standins.tf_serving.rest.request import check_examples, predict_tensors, signature_name

__all__ = [
    "Fault",
    "FaultRule",
    "ReceivedRequest",
    "RecordedModel",
    "Registry",
    "SavedModelServable",
    "Servable",
    "ServingError",
    "TensorFlowServing",
]

HTTP_STATUS = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "OUT_OF_RANGE": 400,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
"""The HTTP status of each status code; 500 for the others."""
API = re.compile(r"/v1/.*", re.IGNORECASE)
VERSION = r"(?:/versions/(?P<version>\d+)|/labels/(?P<label>[^/:]+))?"
ROUTES = {
    "GET": re.compile(
        rf"/v1/models(?:/(?P<model>[^/:]+))?{VERSION}(?:/(?P<verb>metadata))?",
        re.IGNORECASE | re.ASCII,
    ),
    "POST": re.compile(
        rf"/v1/models/(?P<model>[^/:]+){VERSION}:(?P<verb>classify|regress|predict)",
        re.IGNORECASE | re.ASCII,
    ),
}
"""The paths of the API; verbs in capitals match, but mean nothing to the server."""
METRICS = "/monitoring/prometheus/metrics"
NOT_FOUND_PAGE = """\
<HTML><HEAD>
<TITLE>404 Not Found</TITLE>
</HEAD><BODY>
<H1>Not Found</H1>
</BODY></HTML>
"""
MAX_VERSION = 2**63 - 1
OUTPUT_COUNTS = {
    "classify": ({1, 2}, "Expected one or two output Tensors, found {count}"),
    "regress": ({1}, "Expected one output Tensor."),
}


@dataclass(frozen=True)
class Target:
    """What the path of a request points at."""

    model: str
    version: int | None
    label: str | None
    verb: str | None

    @classmethod
    def of(cls, request: ReceivedRequest) -> "Target":
        route = ROUTES.get(request.method)
        match = route.fullmatch(request.path) if route else None
        if match is None:
            raise _malformed(request)
        model, version, label = match["model"] or "", match["version"], match["label"]
        return cls(
            unquote(model, errors="surrogateescape"),
            int(version) if version else None,
            unquote(label, errors="surrogateescape") if label else None,
            match["verb"],
        )


class TensorFlowServing:
    """The ASGI application.

    Args:
        models: The models by name, each a servable by version; all start AVAILABLE.
        rest_timeout: Seconds after which a prediction is given up with status 504.
        monitoring: Whether there is a metrics page.

    Attributes:
        models: The registry, through which versions and labels change.
        fault: What goes wrong: one fault for all requests, or a function that picks; or None.
        requests: The requests received, in order.
    """

    def __init__(
        self,
        models: Mapping[str, Mapping[int, Servable]] | None = None,
        *,
        rest_timeout: float = 30.0,
        monitoring: bool = False,
    ):
        self.models = Registry(models or {})
        self.rest_timeout = rest_timeout
        self.monitoring = monitoring
        self.fault: Fault | FaultRule | None = None
        self.requests: list[ReceivedRequest] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = await received(Request(scope, receive))
        except ClientDisconnect:  # who asks no longer wants to know
            return
        self.requests.append(request)
        fault = self.fault(request) if callable(self.fault) else self.fault
        if fault is not None and await _is_lost(fault, receive):
            return
        if fault is not None and fault.trickle:
            response: Response = StreamingResponse(_white_space(), media_type="application/json")
        elif fault is not None and fault.status is not None:
            response = _response(fault.body, fault.status, fault.content_type)
        else:
            response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: ReceivedRequest) -> Response:
        path, _, query = request.path.partition("?")
        if self.monitoring and path == METRICS:
            page = f"Unexpected path: {request.path}. Should be {METRICS}" if query else ""
            return _response(page, 400 if query else 200, "text/plain")
        if not API.fullmatch(request.path):
            return _response(NOT_FOUND_PAGE, 404, "text/html", close=True)
        if request.method == "OPTIONS":
            allowed = re.fullmatch("https?://.*", request.headers.get("origin", ""))
            return _response("", 200 if allowed else 400, "text/html; charset=ISO-8859-1")
        try:
            target = Target.of(request)
            if target.version is not None and target.version > MAX_VERSION:
                return _response("", 400)
            return _response(await self._handle(request, target))
        except ServingError as error:
            return _response(error_body(str(error)), HTTP_STATUS.get(error.code, 500))

    async def _handle(self, request: ReceivedRequest, target: Target) -> str:
        match request.method, target.verb:
            case "GET", "metadata":
                return self._metadata(target)
            case "GET", _:
                return self._status(target)
            case "POST", "predict":
                return await self._predict(target, request.body)
            case "POST", "classify" | "regress" as verb:
                return self._classify_or_regress(verb, target, request.body)
        raise _malformed(request)

    def _status(self, target: Target) -> str:
        if not target.model:
            raise ServingError("Missing model name in request.")
        statuses = self.models.statuses(target.model, target.version)
        return json.dumps({"model_version_status": statuses}, indent=1) + "\n"

    def _metadata(self, target: Target) -> str:
        if not target.model:
            raise ServingError("Missing model name in request.")
        number, servable = self.models.lookup(target.model, target.version, target.label)
        spec = {"name": target.model, "signature_name": "", "version": str(number)}
        definitions = {name: item.as_json() for name, item in servable.signatures.items()}
        return (
            f'{{\n"model_spec":{json.dumps(spec, indent=1)}\n,\n"metadata": {{"signature_def": '
            f"{json.dumps({'signature_def': definitions}, indent=1)}\n}}\n}}\n"
        )

    async def _predict(self, target: Target, body: bytes) -> str:
        document = parse(body)
        name = signature_name(document)
        servable, signature = self._signature(target, name)
        if not signature.inputs:
            raise ServingError(f"Failed to get input map for signature: {name}")
        inputs, by_row = predict_tensors(document, signature)
        with anyio.move_on_after(self.rest_timeout):
            run = functools.partial(servable.run, name, inputs)
            outputs = await anyio.to_thread.run_sync(run, abandon_on_cancel=True)
            return row_reply(outputs) if by_row else column_reply(outputs)
        raise ServingError("Timed out waiting for notification", "DEADLINE_EXCEEDED")

    def _classify_or_regress(self, verb: str, target: Target, body: bytes) -> str:
        document = parse(body)
        name = signature_name(document)
        check_examples(document)
        _, signature = self._signature(target, name)
        counts, message = OUTPUT_COUNTS[verb]
        if len(signature.outputs) not in counts:
            raise ServingError(message.format(count=len(signature.outputs)))
        raise ServingError(f"The stand-in does not {verb}", "UNIMPLEMENTED")

    def _signature(self, target: Target, name: str) -> tuple[Servable, Signature]:
        _, servable = self.models.lookup(target.model, target.version, target.label)
        if name not in servable.signatures:
            raise ServingError(f'Serving signature name: "{name}" not found in signature def')
        return servable, servable.signatures[name]


def _malformed(request: ReceivedRequest) -> ServingError:
    return ServingError(f"Malformed request: {request.method} {request.path}")


async def _is_lost(fault: Fault, receive: Receive) -> bool:
    """Wait as the fault says, and tell whether the connection is gone after that."""
    with anyio.move_on_after(None if fault.hang else fault.delay):
        await _disconnected(receive)
        return True
    if fault.drop:
        drop_connection(receive)
        await _disconnected(receive)
    return fault.drop


async def _white_space() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await anyio.sleep(0.05)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _response(
    content: str | bytes,
    status: int = 200,
    content_type: str = "application/json",
    *,
    close: bool = False,
) -> Response:
    body = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    headers = {"Content-Type": content_type} | ({"Connection": "close"} if close else {})
    return Response(body, status, headers)
