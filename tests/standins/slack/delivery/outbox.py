"""Hands events, commands and interactions to the app as Slack does, and records each try."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from tests.standins.slack.state import Delivery, State

Json = dict[str, Any]

ACK_LIMIT = 3.0
RETRY_REASON = "http_timeout"


class Transport(Protocol):
    """A way to the app."""

    def send(self, kind: str, payload: Json, retry: int) -> tuple[int | None, Any]:
        """Hand one thing over; returns the status (None if none came in time) and the answer."""

    def close(self) -> None:
        """Give up what is still under way."""


class Outbox:
    """Sends what happens to the app, in the background, and keeps what came of it.

    Without a transport nothing is sent: the app has no request URL yet.

    Args:
        state: The workspace.
        retries: After how many seconds each what was not acknowledged is sent again.
    """

    def __init__(self, state: State, retries: Sequence[float] = ()) -> None:
        self.transport: Transport | None = None
        self._retries = retries
        self.pending = 0
        self._state = state
        self._workers = ThreadPoolExecutor(16, thread_name_prefix="slack-delivery")

    def enqueue(self, kind: str, payload: Json, tries: int = 1) -> None:
        """Send soon, `tries` times over: Slack repeats what it thinks was not acknowledged."""
        if self.transport is None:
            return
        with self._state.edit():
            self.pending += 1
        self._workers.submit(self._work, kind, payload, tries)

    def _work(self, kind: str, payload: Json, tries: int) -> None:
        try:
            sent = [self.send(kind, payload, retry) for retry in range(tries)]
            for seconds in self._retries:
                if sent[-1].ok or self.transport is None:
                    break
                time.sleep(seconds)
                sent.append(self.send(kind, payload, len(sent)))
        finally:
            with self._state.edit():
                self.pending -= 1

    def send(self, kind: str, payload: Json, retry: int = 0) -> Delivery:
        """Send now, and wait for the acknowledgement."""
        if self.transport is None:
            raise RuntimeError("the app has no request URL yet: call deliver_to(url)")
        return self.record(kind, payload, retry, self.transport)

    def record(self, kind: str, payload: Json, retry: int, transport: Transport) -> Delivery:
        """Send over a given transport, and keep what came of it."""
        started = time.monotonic()
        status, reply = transport.send(kind, payload, retry)
        name = payload.get("event_id") or payload.get("trigger_id") or payload["type"]
        seconds = time.monotonic() - started
        delivery = Delivery(name, kind, payload, status, seconds, reply, retry)
        with self._state.edit():
            self._state.deliveries.append(delivery)
        return delivery

    def close(self) -> None:
        """Send nothing more."""
        transport, self.transport = self.transport, None
        self._workers.shutdown(wait=False, cancel_futures=True)
        if transport:
            transport.close()
        self._workers.shutdown(wait=True)


def signature(secret: str, timestamp: str, body: str) -> str:
    """What Slack puts into `X-Slack-Signature`."""
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={signed.hexdigest()}"


@dataclass(frozen=True)
class HttpTransport:
    """Signed POST requests to the app's one request URL.

    Attributes:
        url: The request URL; of several behind a load balancer, one a try.
        secret: The signing secret.
        age: How many seconds ago the requests say that they were signed.
    """

    url: str | Sequence[str]
    secret: str
    age: float = 0.0
    _client: httpx.Client = field(
        default_factory=lambda: httpx.Client(timeout=ACK_LIMIT, trust_env=False, verify=False),
        init=False,
        compare=False,
    )

    def send(self, kind: str, payload: Json, retry: int) -> tuple[int | None, Any]:
        """POST it, signed, and wait three seconds for the answer."""
        body, content_type = _encoded(kind, payload)
        timestamp = str(int(time.time() - self.age))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.secret, timestamp, body),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": RETRY_REASON}
        content = body.encode()
        try:
            url = self.url if isinstance(self.url, str) else random.choice(self.url)
            answer = self._client.post(url, content=content, headers=headers)
        except httpx.HTTPError as error:
            return None, repr(error)
        return answer.status_code, _decoded(answer)

    def close(self) -> None:
        """Close the connections, which Slack keeps open between requests, too."""
        self._client.close()


def _encoded(kind: str, payload: Json) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    match kind:
        case "slash_commands":
            return urlencode(payload), form
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}), form
        case _:
            return json.dumps(payload), "application/json"


def _decoded(answer: httpx.Response) -> Any:
    if answer.headers.get("content-type", "").startswith("application/json"):
        return answer.json()
    return answer.text
