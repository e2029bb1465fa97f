"""What a Slack workspace knows: people, channels, messages, views, and what the app did in it."""

import contextlib
import copy
import itertools
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "group", "im"]

TRIGGER_LIFE = 3.0
RESPONSE_URL_LIFE = 30 * 60.0
RESPONSE_URL_USES = 5

#: How scopes and events name each kind of channel: `channels:history`, `message.groups`.
FAMILY: dict[ChannelKind, str] = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass(frozen=True)
class User:
    """Somebody in the workspace; a guest sees only the channels that they are in."""

    id: str
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    is_guest: bool = False
    is_admin: bool = False


#: The bot of some other app.
OTHER_BOT = User("U0000OTHER", "other", is_bot=True)


@dataclass
class Channel:
    """A public channel, a private one (`group`) or a direct message (`im`)."""

    id: str
    name: str
    kind: ChannelKind
    members: set[str]
    creator: str = ""
    messages: list[Json] = field(default_factory=list)
    created: int = field(default_factory=lambda: int(time.time()))


@dataclass(frozen=True)
class Call:
    """One call of the Web API, as it came and as it was answered."""

    method: str
    args: Json
    token: str
    at: float
    reply: Json

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked."""
        return bool(self.reply["ok"])


@dataclass(frozen=True)
class Delivery:
    """One try to hand something to the app, and how the app acknowledged it."""

    id: str
    kind: str
    payload: Json
    status: int | None
    seconds: float
    reply: Any
    retry: int = 0

    @property
    def ok(self) -> bool:
        """Whether Slack would count it as delivered: a 2xx in three seconds."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class Trigger:
    """What lets an app open a view: valid for three seconds, once.

    Attributes:
        channel: What was on the screen.
    """

    user: str
    channel: str | None = None
    issued: float = field(default_factory=time.monotonic)
    exchanged: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer a command or a click, five times in thirty minutes."""

    channel: str
    user: str
    message_ts: str | None = None
    issued: float = field(default_factory=time.monotonic)
    uses: list[Json] = field(default_factory=list)


@dataclass
class OpenView:
    """A modal on somebody's screen, or their Home tab; `channel` was there before it."""

    view: Json
    user: str
    channel: str | None = None
    open: bool = True


@dataclass(frozen=True)
class StoredFile:
    """A file that somebody uploaded: its description, its bytes, and how they are handed out.

    Attributes:
        redirect: Where its address sends on to, if it does.
    """

    info: Json
    content: bytes
    redirect: str = ""


@dataclass(frozen=True)
class Fault:
    """A misfortune that befalls the next call of a method.

    Attributes:
        status: It is answered with a server error.
        retry_after: It is answered with 429.
        error: It is answered with 200, and this error.
        seconds: It takes that long.
        dropped: The connection ends without an answer, `before` or `after` it is done.
    """

    status: int | None = None
    retry_after: int | None = None
    error: str | None = None
    seconds: float = 0.0
    dropped: Literal["before", "after"] | None = None


class State:
    """The workspace. `changed` guards it, and is notified whenever something happened."""

    team_id = "T0000MRC01"
    team_domain = "mrc-standin"
    app_id = "A0000MRC01"
    bot_id = "B0000MRC01"
    bot_user = "U0000MRC01"
    bot_name = "mrc"
    bot_token = "xoxb-standin-bot-token"
    app_token = "xapp-standin-app-token"
    signing_secret = "standin-signing-secret"
    verification_token = "standin-verification-token"
    #: The organization, if the app is installed in all of its workspaces at once.
    organization = ""

    def __init__(self, name: str = "") -> None:
        if name:
            self.team_id, self.team_domain = f"T0000{name.upper()}", name
            self.bot_id, self.bot_user = f"B0000{name.upper()}", f"U0000{name.upper()}"
            self.bot_token = f"xoxb-{name}-{secrets.token_hex(8)}"
        self.bot_tokens = {self.bot_token}
        self.changed = threading.Condition(threading.RLock())
        self.base_url = ""
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        #: What stands at the foot of threads, by channel and thread.
        self.statuses: dict[tuple[str, str], str] = {}
        #: What may be asked in direct messages with the app.
        self.prompts: dict[str, list[Json]] = {}
        self.views: dict[str, OpenView] = {}
        self.files: dict[str, StoredFile] = {}
        self.user_groups: dict[str, Json] = {}
        #: Runs of steps that are not completed, by id: of which step.
        self.executions: dict[str, str] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._ids = itertools.count(1)
        self._last_ts = 0
        bot = User(self.bot_user, self.bot_name, is_bot=True)
        self.users = {each.id: each for each in (bot, OTHER_BOT)}

    @contextlib.contextmanager
    def edit(self) -> Iterator[None]:
        """Hold the workspace, and tell those who wait for it that it changed."""
        with self.changed:
            yield
            self.changed.notify_all()

    def new_id(self, prefix: str) -> str:
        """An id as Slack gives them: a letter for the kind, then capitals and digits."""
        return f"{prefix}{next(self._ids):010d}"

    def new_ts(self) -> str:
        """The time now as a message id: unique, and later than every one before it."""
        with self.changed:
            self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_trigger(self, user: str, channel: str | None = None) -> str:
        """A trigger id for something that `user` has just done, with `channel` on the screen."""
        trigger = f"{next(self._ids)}.{next(self._ids)}.{secrets.token_hex(16)}"
        with self.edit():
            self.triggers[trigger] = Trigger(user, channel)
        return trigger

    def new_response_url(self, channel: str, user: str, message_ts: str | None = None) -> str:
        """A place to answer what `user` has just done in `channel`."""
        key = secrets.token_hex(12)
        with self.edit():
            self.response_urls[key] = ResponseUrl(channel, user, message_ts)
        return f"{self.base_url}/response/{self.team_id}/{key}"

    def dm(self, user: str) -> Channel:
        """The direct message between `user` and the app, opened where there is none."""
        with self.edit():
            for channel in self.channels.values():
                if channel.kind == "im" and user in channel.members:
                    return channel
            opened = Channel(self.new_id("D"), "", "im", {user, self.bot_user})
            self.channels[opened.id] = opened
            return opened

    def find(self, channel: str, ts: str) -> Json | None:
        """The message itself, not a copy."""
        return next((m for m in self.channels[channel].messages if m["ts"] == ts), None)

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A message and the replies to it, in order."""
        return [m for m in self.channels[channel].messages if ts in (m["ts"], m.get("thread_ts"))]

    def post(self, channel: str, message: Json) -> Json:
        """Keep a new message; returns a copy of it, with its ts."""
        with self.edit():
            message = {"type": "message", **message, "team": self.team_id, "ts": self.new_ts()}
            parent = self.find(channel, message.get("thread_ts", ""))
            if parent:
                self._count_reply(parent, message)
            self.channels[channel].messages.append(message)
            if message.get("user") == self.bot_user:
                self.statuses.pop((channel, message.get("thread_ts", "")), None)
            return copy.deepcopy(message)

    def _count_reply(self, parent: Json, reply: Json) -> None:
        author = reply.get("user") or reply.get("bot_id")
        users = list(dict.fromkeys([*parent.get("reply_users", []), author]))
        parent.update(
            thread_ts=parent["ts"],
            reply_count=parent.get("reply_count", 0) + 1,
            reply_users=users,
            reply_users_count=len(users),
            latest_reply=reply["ts"],
        )
        if "user" in parent:
            reply["parent_user_id"] = parent["user"]

    def remove(self, channel: str, ts: str) -> Json:
        """Delete a message; one with replies leaves a tombstone. Returns what it was."""
        with self.edit():
            messages = self.channels[channel].messages
            index = next(i for i, m in enumerate(messages) if m["ts"] == ts)
            removed = messages.pop(index)
            if removed.get("reply_count"):
                kept = {k: v for k, v in removed.items() if k.startswith(("reply_", "thread_"))}
                tombstone = {
                    "type": "message",
                    "subtype": "tombstone",
                    "user": "USLACKBOT",
                    "text": "This message was deleted.",
                    "hidden": True,
                    "ts": ts,
                    "latest_reply": removed["latest_reply"],
                }
                messages.insert(index, kept | tombstone)
            else:
                self.statuses.pop((channel, ts), None)
            return removed

    def next_fault(self, method: str) -> Fault | None:
        """The misfortune in store for this call, if any; each strikes once."""
        with self.edit():
            return self.faults[method].popleft() if self.faults[method] else None

    def new_view(
        self, view: Json, user: str, view_id: str | None = None, channel: str | None = None
    ) -> Json:
        """Show a view to `user`, in the place of `view_id` if given; returns it as Slack does."""
        view_id = view_id or self.new_id("V")
        known = {
            "id": view_id,
            "team_id": self.team_id,
            "app_id": self.app_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
            "hash": f"{int(time.time())}.{secrets.token_hex(4)}",
            "root_view_id": view_id,
            "previous_view_id": None,
            "state": {"values": {}},
        }
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
        }
        with self.edit():
            shown = {**defaults, **view, **known}
            self.views[view_id] = OpenView(shown, user, channel)
            return copy.deepcopy(shown)
