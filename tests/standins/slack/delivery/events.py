"""What Slack tells an app, and when: events, commands and interactions as payloads."""

import copy
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from tests.standins.slack.delivery.outbox import Outbox
from tests.standins.slack.state import FAMILY, Channel, State

Json = dict[str, Any]

_USUAL_EVENTS = frozenset(
    {"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im"}
)
#: There is no authorization any more that Slack could name with them.
_OF_LEAVING = ("app_uninstalled", "tokens_revoked")
_EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}


@dataclass(frozen=True)
class Grants:
    """What the app is installed with. Without a manifest: every scope, and the usual events."""

    scopes: frozenset[str] | None = None
    events: frozenset[str] = _USUAL_EVENTS
    #: Slash commands, and whether Slack escapes users, channels and links in their text.
    commands: Mapping[str, bool] | None = None
    #: Callback ids of shortcuts, with their kind: "message" or "global".
    shortcuts: Mapping[str, str] | None = None
    #: Steps for Workflow Builder, by callback id.
    functions: Mapping[str, Json] = field(default_factory=dict)
    messages_tab: bool = True
    home_tab: bool = True
    interactive: bool = True

    @classmethod
    def from_manifest(cls, manifest: Json) -> Self:
        """Read an app manifest, as pasted into Slack's app settings."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        tabs = features.get("app_home", {})
        commands = features.get("slash_commands", [])
        return cls(
            scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands={each["command"]: each.get("should_escape", False) for each in commands},
            shortcuts={each["callback_id"]: each["type"] for each in features.get("shortcuts", [])},
            functions=manifest.get("functions", {}),
            messages_tab=tabs.get("messages_tab_enabled", False)
            and not tabs.get("messages_tab_read_only_enabled", False),
            home_tab=tabs.get("home_tab_enabled", False),
            interactive=settings.get("interactivity", {}).get("is_enabled", False),
        )

    def has(self, scope: str) -> bool:
        """Whether the app's token has a scope."""
        return self.scopes is None or scope in self.scopes

    def hears(self, event: str) -> bool:
        """Whether the app subscribes to an event, and has the scope that it needs."""
        scope = _EVENT_SCOPES.get(event)
        return event in self.events and (scope is None or self.has(scope))


class Events:
    """Turns what happened in the workspace into what the app hears of it."""

    def __init__(self, state: State, grants: Grants, outbox: Outbox) -> None:
        self._state = state
        self._grants = grants
        self._outbox = outbox

    def posted(self, channel: str, message: Json, tries: int = 1) -> None:
        """A new message: a `message` event, and an `app_mention` too where it names the app."""
        self._message(channel, {**message, "event_ts": message["ts"]}, tries)
        self._mention(channel, message, tries)

    def changed(self, channel: str, message: Json, previous: Json, tries: int = 1) -> None:
        """An edit, or a link preview that came up; an edited mention is told once more."""
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": message,
            "previous_message": previous,
            "hidden": True,
            **self._now(),
        }
        self._message(channel, event, tries)
        if message.get("edited") != previous.get("edited"):
            self._mention(channel, message, tries)

    def deleted(self, channel: str, previous: Json, left: Json | None = None) -> None:
        """A message that is gone; one with replies is changed into what is `left` of it."""
        if left:
            self.changed(channel, left, previous)
            return
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": previous,
            "deleted_ts": previous["ts"],
            "hidden": True,
            **self._now(),
        }
        self._message(channel, event)

    def home_opened(self, channel: str, user: str, tab: str) -> None:
        """Somebody looks at the app's Home or Messages tab."""
        event = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab}
        self._tell("app_home_opened", {**event, "event_ts": self._state.new_ts()})

    def joined(self, channel: Channel, user: str, inviter: str) -> None:
        """Somebody, or the app, is in a channel now."""
        event = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "channel" else "G",
            "team": self._state.team_id,
            "event_ts": self._state.new_ts(),
            **({"inviter": inviter} if inviter else {}),
        }
        if self._state.bot_user in channel.members:
            self._tell("member_joined_channel", event)

    def revoked(self, *, people: Sequence[str] = (), bots: Sequence[str] = ()) -> None:
        """Tokens of people or of the app's bot that are good for nothing any more."""
        tokens = {"oauth": [*people], "bot": [*bots]}
        event = {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._state.new_ts()}
        self._tell("tokens_revoked", event)

    def executed(self, callback_id: str, inputs: Json) -> str:
        """A workflow has come to a step of the app; returns the id of its run."""
        execution = self._state.new_id("Fx")
        self._state.executions[execution] = callback_id
        event = {
            "type": "function_executed",
            "function": {"id": "Fn0000MRC01", "callback_id": callback_id, "app_id": "A0000MRC01"},
            "inputs": inputs,
            "function_execution_id": execution,
            "workflow_execution_id": self._state.new_id("Wx"),
            "event_ts": self._state.new_ts(),
            "bot_access_token": "xwfp-standin",
        }
        self._tell("function_executed", event)
        return execution

    def uninstalled(self) -> None:
        """The app is removed from the workspace."""
        self._tell("app_uninstalled", {"type": "app_uninstalled", "event_ts": self._state.new_ts()})

    def _now(self) -> Json:
        ts = self._state.new_ts()
        return {"ts": ts, "event_ts": ts}

    def _message(self, channel_id: str, event: Json, tries: int = 1) -> None:
        channel = self._state.channels[channel_id]
        event = {**event, "channel": channel.id, "channel_type": channel.kind}
        if self._state.bot_user in channel.members:
            self._tell(f"message.{FAMILY[channel.kind]}", event, tries)

    def _mention(self, channel_id: str, message: Json, tries: int) -> None:
        channel = self._state.channels[channel_id]
        named = f"<@{self._state.bot_user}>" in message.get("text", "")
        own = message.get("user") == self._state.bot_user
        if named and not own and self._hears_mentions(channel):
            ts = message.get("edited", message)["ts"]
            event = {**message, "type": "app_mention", "channel": channel.id, "event_ts": ts}
            self._tell("app_mention", event, tries)

    def _hears_mentions(self, channel: Channel) -> bool:
        return channel.kind != "im" and self._state.bot_user in channel.members

    def _tell(self, subscription: str, event: Json, tries: int = 1) -> None:
        if self._grants.hears(subscription):
            sent = envelope(self._state, event)
            if event["type"] in _OF_LEAVING:
                del sent["authorizations"]
                sent["enterprise_id"] = self._state.organization or None
            self._outbox.enqueue("events_api", sent, tries)


def envelope(state: State, event: Json) -> Json:
    """An event in the wrapping that the Events API puts around it."""
    return {
        "token": state.verification_token,
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": copy.deepcopy(event),
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": state.organization or None,
                "team_id": state.team_id,
                "user_id": state.bot_user,
                "is_bot": True,
                "is_enterprise_install": bool(state.organization),
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(16)}",
    }


_COMMAND_CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup"}


def command(state: State, name: str, text: str, user: str, channel: Channel) -> Json:
    """The form that a slash command sends."""
    return {
        "token": state.verification_token,
        "team_id": state.team_id,
        "team_domain": state.team_domain,
        "channel_id": channel.id,
        "channel_name": _COMMAND_CHANNEL_NAMES.get(channel.kind, channel.name),
        "user_id": user,
        "user_name": state.users[user].name,
        "command": name,
        "text": text,
        "api_app_id": state.app_id,
        "enterprise_id": state.organization,
        "is_enterprise_install": "true" if state.organization else "false",
        "response_url": state.new_response_url(channel.id, user),
        "trigger_id": state.new_trigger(user, channel.id),
    }


def interaction(state: State, kind: str, user: str, /, **fields: Any) -> Json:
    """What every interaction tells, with the fields of this one."""
    name, channel = state.users[user].name, fields.get("channel") or {}
    return {
        "type": kind,
        "team": {"id": state.team_id, "domain": state.team_domain},
        "user": {"id": user, "username": name, "name": name, "team_id": state.team_id},
        "api_app_id": state.app_id,
        "token": state.verification_token,
        "trigger_id": state.new_trigger(user, channel.get("id")),
        "enterprise": {"id": state.organization} if state.organization else None,
        "is_enterprise_install": bool(state.organization),
        **copy.deepcopy(fields),
    }
