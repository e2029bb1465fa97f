"""A Slack workspace on this machine, for tests: the Web API, events, commands, Socket Mode.

It holds to what Slack documents, so that an app that works with it works with Slack:

    with SlackWorkspace() as slack:
        minji, general = slack.add_user("minji"), slack.add_channel("general")
        slack.deliver_to(app_url)                # the app's request URL; or socket_mode=True
        asked = slack.say(general, minji, f"<@{slack.bot_user}> 수도는? https://example.com")
        slack.wait_for(lambda w: w.thread(general, asked["ts"])[1:])
"""

import asyncio
import contextlib
import copy
import json
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal, Self, TypeVar

from tests.standins.http import serve
from tests.standins.slack.delivery.events import Events, Grants, envelope
from tests.standins.slack.delivery.outbox import HttpTransport, Outbox
from tests.standins.slack.delivery.socket import SocketServer
from tests.standins.slack.people.people import People
from tests.standins.slack.state import Call, Delivery, Fault, State
from tests.standins.slack.webapi.api import http_face
from tests.standins.slack.webapi.method import WebApi

Json = dict[str, Any]
Found = TypeVar("Found")

POLL = 0.05


class SlackWorkspace(People):
    """One workspace with one app installed in it.

    Args:
        socket_mode: Whether the app has Socket Mode on, and connects; else it is called over HTTP.
        manifest: The app's manifest. With it the app has those scopes, events and commands only.
        retries: After how many seconds each an event that was not acknowledged is sent again.
        name: Of one among several, with ids of its own.
    """

    def __init__(
        self,
        *,
        socket_mode: bool = False,
        manifest: Json | None = None,
        retries: Sequence[float] = (),
        name: str = "",
    ) -> None:
        self._state = State(name)
        self._outbox = Outbox(self._state, retries)
        self._grants = Grants.from_manifest(manifest) if manifest else Grants()
        self._events = Events(self._state, self._grants, self._outbox)
        self._socket_mode = socket_mode
        self._socket: SocketServer | None = None
        self._api = WebApi(self._state, self._grants, self._events, self._socket_url)
        self._closing = contextlib.ExitStack()
        state = self._state
        self.bot_token, self.app_token = state.bot_token, state.app_token
        self.signing_secret = state.signing_secret
        self.team_id, self.bot_user, self.bot_id = state.team_id, state.bot_user, state.bot_id

    def __enter__(self) -> Self:
        face = http_face(self._api, socket_mode=self._socket_mode)
        self._state.base_url = self._closing.enter_context(serve(face))
        self._closing.callback(self._outbox.close)
        if self._socket_mode:
            self._outbox.transport = self._socket = SocketServer(self._state.app_id)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _socket_url(self) -> str:
        assert self._socket is not None, "only Socket Mode knows the app-level token"
        return self._socket.new_url()

    @property
    def api_url(self) -> str:
        """What the app takes in the place of https://slack.com/api/."""
        return f"{self._state.base_url}/api/"

    def deliver_to(self, url: str | Sequence[str]) -> None:
        """Set the app's request URL, or those behind its load balancer. Nothing is sent before."""
        self._outbox.transport = HttpTransport(url, self.signing_secret)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections the app holds."""
        return self._socket.connections if self._socket else 0

    def disconnect(self) -> None:
        """Ask the app to connect anew over Socket Mode, as Slack does every few hours."""
        assert self._socket is not None, "the app is not in Socket Mode"
        self._socket.disconnect()

    # What went on.

    @property
    def deliveries(self) -> list[Delivery]:
        """Every try to hand something to the app."""
        return list(self._state.deliveries)

    def calls(self, method: str | None = None) -> list[Call]:
        """The app's calls of a method of the Web API, or all."""
        with self._state.changed:
            return [call for call in self._state.calls if method in (None, call.method)]

    def messages(self, channel: str) -> list[Json]:
        """Every message in a channel, those in threads too."""
        with self._state.changed:
            return copy.deepcopy(self._state.channels[channel].messages)

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A message and the replies to it."""
        with self._state.changed:
            return copy.deepcopy(self._state.thread(channel, ts))

    def ephemerals(self, user: str | None = None) -> list[Json]:
        """What only `user` can see, or all that only one person can see."""
        with self._state.changed:
            seen = [e for e in self._state.ephemerals if user in (None, e["user"])]
            return copy.deepcopy(seen)

    def statuses(self, channel: str | None = None) -> list[str]:
        """What stands at the foot of threads, of one channel or of all."""
        with self._state.changed:
            standing = self._state.statuses.items()
            return [words for (where, _), words in standing if channel in (None, where)]

    def reactions(self, channel: str, ts: str) -> list[str]:
        """The emoji that stand on a message."""
        with self._state.changed:
            message = self._state.find(channel, ts) or {}
            return [reaction["name"] for reaction in message.get("reactions", [])]

    def views(self, user: str | None = None) -> list[Json]:
        """The modals and Home tabs that are open, for `user` or for all."""
        with self._state.changed:
            opened = [v for v in self._state.views.values() if v.open and user in (None, v.user)]
            return copy.deepcopy([v.view for v in opened])

    def prompts(self, channel: str) -> list[Json]:
        """What the app suggests to ask in a direct message."""
        with self._state.changed:
            return list(self._state.prompts.get(channel, []))

    def responses(self) -> list[Json]:
        """What the app sent to its response URLs."""
        with self._state.changed:
            uses = [use for url in self._state.response_urls.values() for use in url.uses]
            return copy.deepcopy(uses)

    # Waiting.

    def wait_for(self, what: Callable[[Self], Found], within: float = 30.0) -> Found:
        """Wait until `what(workspace)` is true, and return it; else fail with what went on."""
        deadline = time.monotonic() + within
        while not (found := what(self)):
            if time.monotonic() > deadline:
                raise AssertionError(f"not in {within:g} s. What went on:\n{self.story()}")
            with self._state.changed:
                self._state.changed.wait(POLL)
        return found

    async def until(self, what: Callable[[Self], Found], within: float = 30.0) -> Found:
        """`wait_for`, for a test that shares its event loop with the app."""
        return await asyncio.to_thread(self.wait_for, what, within)

    def settle(self, quiet: float = 0.3, within: float = 30.0) -> None:
        """Wait until nothing is on its way to the app and it has made no call for a while."""
        since, seen = time.monotonic(), -1

        def is_quiet(_: Self) -> bool:
            nonlocal since, seen
            count = len(self._state.calls) + len(self._state.deliveries)
            if self._outbox.pending or count != seen:
                since, seen = time.monotonic(), count
            return time.monotonic() - since >= quiet

        self.wait_for(is_quiet, within)

    def story(self) -> str:
        """The calls and deliveries so far, a line each."""
        calls = [
            f"call  {c.method}({json.dumps(c.args, ensure_ascii=False)[:400]})"
            f" -> {'ok' if c.ok else c.reply['error']}"
            for c in self.calls()
        ]
        deliveries = [
            f"sent  {d.kind} {d.id} {d.payload.get('event', {}).get('type', '')}"
            f" retry={d.retry} -> {d.status} in {d.seconds:.2f} s"
            for d in self.deliveries
        ]
        return "\n".join(deliveries + calls) or "nothing"

    # Misfortunes.

    def rate_limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """Refuse the next calls of a method with 429."""
        self._befall(method, times, Fault(retry_after=retry_after))

    def fail(self, method: str, times: int = 1, status: int = 500) -> None:
        """Answer the next calls of a method with a server error."""
        self._befall(method, times, Fault(status=status))

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Answer the next calls of a method with 200 and an error."""
        self._befall(method, times, Fault(error=error))

    def drop(self, method: str, when: Literal["before", "after"], times: int = 1) -> None:
        """Hang up on the next calls of a method, before or after doing what they ask."""
        self._befall(method, times, Fault(dropped=when))

    def heal(self) -> None:
        """Let no misfortune befall any call any more."""
        with self._state.edit():
            self._state.faults.clear()

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """Take a while over the next calls of a method."""
        self._befall(method, times, Fault(seconds=seconds))

    def _befall(self, method: str, times: int, fault: Fault) -> None:
        with self._state.edit():
            self._state.faults[method].extend([fault] * times)

    # Requests that Slack makes, and that a stranger might make, of the request URL.

    def verify_url(self) -> Delivery:
        """Ask the app to prove that the request URL is its own; it answers the challenge."""
        token, challenge = self._state.verification_token, self._state.new_id("challenge")
        return self._outbox.send(
            "events_api", {"token": token, "challenge": challenge, "type": "url_verification"}
        )

    def forge(self, *, secret: str = State.signing_secret, age: float = 0.0) -> Delivery:
        """Send a mention that no Slack would send: signed with another secret, or long ago."""
        transport = self._outbox.transport
        assert isinstance(transport, HttpTransport), "only HTTP requests are signed"
        channel, user = self._state.new_id("C"), self._state.new_id("U")
        text, ts = f"<@{self.bot_user}> hello", self._state.new_ts()
        event = {"type": "app_mention", "channel": channel, "user": user, "text": text, "ts": ts}
        with contextlib.closing(HttpTransport(transport.url, secret, age)) as forged:
            return self._outbox.record("events_api", envelope(self._state, event), 0, forged)
