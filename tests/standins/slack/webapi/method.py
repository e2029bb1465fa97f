"""What the methods of the Web API share: arguments, refusals, and whom the app can reach."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.standins.slack.delivery.events import Events, Grants
from tests.standins.slack.state import Channel, State, User

Json = dict[str, Any]


class SlackError(Exception):
    """A refusal: `{"ok": false, "error": code, …}`."""

    def __init__(self, code: str, *messages: str, **extra: Any) -> None:
        super().__init__(code)
        self.reply: Json = {"ok": False, "error": code, **extra}
        if messages:
            self.reply["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in messages]}


class Args(Json):
    """The arguments of a call, read the lenient way that Slack reads them."""

    def need(self, name: str) -> str:
        """A required string."""
        if not self.get(name):
            raise SlackError("invalid_arguments", f"missing required field: {name}")
        return str(self[name])

    def flag(self, name: str) -> bool:
        """A boolean, in any of the spellings that a form may have."""
        return str(self.get(name, "")).lower() in ("1", "true")

    def limit(self, default: int, most: int) -> int:
        """How many results to give at a time."""
        given = str(self.get("limit") or default)
        if not given.isdigit() or not int(given):
            raise SlackError("invalid_limit")
        return min(int(given), most)

    def ts(self, name: str) -> float | None:
        """An optional end of a time range: `latest` or `oldest`."""
        value = str(self.get(name) or "")
        if value and not re.fullmatch(r"\d+(\.\d+)?", value):
            raise SlackError(f"invalid_ts_{name}")
        return float(value) if value else None


@dataclass(frozen=True)
class WebApi:
    """What the methods work on: the workspace, as the installed app sees it."""

    state: State
    grants: Grants
    events: Events
    socket_url: Callable[[], str]

    def need_scope(self, scope: str) -> None:
        """Refuse where the app was not installed with it."""
        if not self.grants.has(scope):
            provided = ",".join(sorted(self.grants.scopes or ()))
            raise SlackError("missing_scope", needed=scope, provided=provided)

    def joined(self, channel: Channel) -> bool:
        """Whether the app is a member."""
        return self.state.bot_user in channel.members

    def channel(self, args: Json) -> Channel:
        """The channel that is meant, where the app can see it."""
        channel = self.state.channels.get(Args(args).need("channel"))
        if channel is None or (channel.kind != "channel" and not self.joined(channel)):
            raise SlackError("channel_not_found")
        return channel

    def joined_channel(self, args: Json) -> Channel:
        """The channel that is meant, where the app is a member."""
        channel = self.channel(args)
        if not self.joined(channel):
            raise SlackError("not_in_channel")
        return channel

    def person(self, user: str) -> User:
        """Somebody by id."""
        if user not in self.state.users:
            raise SlackError("user_not_found")
        return self.state.users[user]

    def message(self, channel: Channel, ts: str, error: str = "message_not_found") -> Json:
        """The message itself, not a copy."""
        message = self.state.find(channel.id, ts)
        if message is None or message.get("subtype") == "tombstone":
            raise SlackError(error)
        return message


@dataclass(frozen=True)
class Method:
    """An entry in a table of methods.

    Attributes:
        run: What the method does; returns its reply without `ok`.
        scope: The scope that it needs.
        token: The kind of token that it takes.
        takes_json: Whether it reads a JSON body; the methods that only read take forms alone.
    """

    run: Callable[[WebApi, Args], Json]
    scope: str = ""
    token: str = "bot"
    takes_json: bool = True
