"""A Slack event -> a person's message, new or changed, or one that is gone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.slack.understand.meaning import Deleted, SlackFile
from bot.slack.understand.written.marks import mentioned, with_mentions
from bot.slack.understand.written.said import said, shared_in

_BY_PEOPLE = (None, "thread_broadcast", "file_share")
_SLACKBOT = "USLACKBOT"
_LATEST_EDIT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is where the app is installed.

    Attributes:
        user_id: The bot's.
        name: What people call it.
        team_id: The workspace, or the organization if it is installed in all of its workspaces.
    """

    user_id: str
    name: str
    team_id: str = ""


def is_organization(team: str) -> bool:
    """Tell whether an id is an organization's, not a workspace's."""
    return team.startswith("E")


def installation_of(
    organization: str | None, workspace: str | None, *, of_organization: bool
) -> str:
    """Return the id under which the app is installed; "" where Slack tells neither.

    Args:
        organization: The enterprise's id.
        workspace: The team's id.
        of_organization: One installation is for all workspaces of the organization.
    """
    return (organization if of_organization or not workspace else workspace) or ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A person's message. Team, channel, ts and edited_ts together say which.

    Attributes:
        text: What it says, escaped as Slack escapes; links, mentions, quotes and code marked as
            in Slack's text, without the marks of bold and the like.
        addressed: It speaks to the bot: a mention, or a direct message.
        direct: It is a direct message.
        parent_user: Who wrote the thread's first message, if Slack said so.
        edited_ts: When it was changed so that it says something else; None while it is new.
        files: What is attached to it.
        shared: The texts of the messages that are forwarded with it.
        by_workflow: A workflow of Workflow Builder has posted it; the user is its bot.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    addressed: bool
    direct: bool = False
    parent_user: str | None = None
    edited_ts: str | None = None
    files: tuple[SlackFile, ...] = ()
    shared: tuple[str, ...] = ()
    by_workflow: bool = False


def read_event(event: dict[str, Any], team: str, bot: Identity) -> Incoming | Deleted | None:
    """Read a `message` or `app_mention` event; None where nobody says or takes back anything.

    Bots, the bot itself, joins and the like carry a bot_id or a subtype; of bots, only workflows
    say something, and only once. A link preview that comes up, a pin or a reply changes a message,
    too, but not what it says.

    Args:
        event: As Slack sends it.
        team: The workspace.
        bot: Who the bot is.

    Raises:
        AttributeError, LookupError, TypeError, ValueError: The event is none of Slack's.
    """
    message, subtype = event, event.get("subtype")
    if subtype == "message_deleted":
        return _deleted(event.get("previous_message") or {}, event, team, bot)
    if subtype == "message_changed":
        message, before = event["message"], event.get("previous_message") or {}
        if message.get("subtype") == "tombstone":
            return _deleted(before, event, team, bot)
        if not message.get("edited") or _said(message) == _said(before):
            return None
    by_workflow = message is event and _is_by_workflow(message, bot)
    if not (by_workflow or _is_by_person(message, bot)):
        return None
    edited_ts = (message.get("edited") or {}).get("ts")
    if edited_ts and float(edited_ts) - float(message["ts"]) > _LATEST_EDIT_SECONDS:
        return None
    text = with_mentions(said(message), bot.name, bot.user_id)
    direct = event.get("channel_type") == "im"
    return Incoming(
        team=team,
        channel=event["channel"],
        ts=message["ts"],
        # What has replies names itself as their thread's first message.
        thread_ts=thread_ts if (thread_ts := message.get("thread_ts")) != message["ts"] else None,
        user=message.get("user") or message["bot_id"],
        text=text,
        addressed=direct or event["type"] == "app_mention" or bot.user_id in mentioned(text),
        direct=direct,
        parent_user=message.get("parent_user_id"),
        edited_ts=edited_ts,
        files=files_of(message),
        shared=shared_in(message),
        by_workflow=by_workflow,
    )


def files_of(message: dict[str, Any]) -> tuple[SlackFile, ...]:
    """Return the files of a message and of what is forwarded with it, as Slack describes them."""
    forwarded = (each.get("files") or () for each in message.get("attachments") or ())
    return tuple(
        SlackFile(
            id=file["id"],
            name=_words(file.get("name")) or _words(file.get("title")),
            mimetype=_words(file.get("mimetype")),
            size=size if isinstance(size := file.get("size"), int) else 0,
            mode=_words(file.get("mode")),
            url=_words(file.get("url_private")),
            needs_info=file.get("file_access") == "check_file_info",
        )
        for file in chain(message.get("files") or (), *forwarded)
        if _words(file.get("id"))
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_by_person(message: dict[str, Any], bot: Identity) -> bool:
    person = message.get("user")
    if message.get("bot_id") or not person or person in (bot.user_id, _SLACKBOT):
        return False
    return message.get("subtype") in _BY_PEOPLE


def _is_by_workflow(message: dict[str, Any], bot: Identity) -> bool:
    profile = message.get("bot_profile") or {}
    own = bot.user_id in (message.get("user"), profile.get("user_id"))
    return bool(profile.get("is_workflow_bot") and message.get("bot_id") and not own)


def _said(message: dict[str, Any]) -> tuple[object, ...]:
    return said(message), files_of(message), shared_in(message)


def _deleted(
    message: dict[str, Any], event: dict[str, Any], team: str, bot: Identity
) -> Deleted | None:
    if not _is_by_person(message, bot):
        return None
    return Deleted(team, event["channel"], message["ts"], message.get("thread_ts"))
