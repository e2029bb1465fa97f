"""The methods `chat.*` and `reactions.*`: what an app writes."""

import copy
import re
from typing import Any

from tests.standins.slack.blockkit.blocks import check_message_blocks
from tests.standins.slack.blockkit.schema import SchemaError
from tests.standins.slack.blockkit.text import shown
from tests.standins.slack.state import Channel, State
from tests.standins.slack.webapi.method import Args, Method, SlackError, WebApi

Json = dict[str, Any]

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
MARKDOWN_LIMIT = 12_000
ATTACHMENTS_LIMIT = 100
#: Slack does not document this one; people have measured about 13,200 (slackapi/bolt-js#2509).
BLOCKS_TEXT_LIMIT = 13_000

_TS = re.compile(r"\d+\.\d{6}")
_EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def content(args: Json, limit: int = TEXT_LIMIT) -> Json:
    """The text, blocks, attachments and metadata of a message, checked."""
    found: Json = {}
    if "markdown_text" in args:
        if "text" in args or "blocks" in args:
            raise SlackError("markdown_text_conflict")
        if len(args["markdown_text"]) > MARKDOWN_LIMIT:
            raise SlackError("msg_too_long")
        found["text"] = args["markdown_text"]
    if args.get("text"):
        found["text"] = str(args["text"])
    if len(found.get("text", "")) > limit:
        raise SlackError("msg_too_long")
    if "blocks" in args:
        found["blocks"] = _blocks(args["blocks"])
    if args.get("attachments"):
        found["attachments"] = _attachments(args["attachments"])
    if not any(found.values()):
        raise SlackError("no_text")
    if args.get("metadata"):
        found["metadata"] = _metadata(args["metadata"])
    return {"text": "", **found}


def _blocks(blocks: Any) -> list[Json]:
    try:
        checked = check_message_blocks(blocks)
    except SchemaError as error:
        raise SlackError("invalid_blocks", str(error), errors=[str(error)]) from error
    if len(shown({"blocks": checked})) > BLOCKS_TEXT_LIMIT:
        raise SlackError("msg_blocks_too_long")
    return checked


def _attachments(attachments: Any) -> list[Json]:
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise SlackError("too_many_attachments")
    return attachments


def _metadata(metadata: Any) -> Json:
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")
    return metadata


def without_metadata(message: Json) -> Json:
    """A message as it is shown to those who did not ask for its metadata."""
    return {name: value for name, value in message.items() if name != "metadata"}


def authorship(state: State) -> Json:
    """What says of a message that the app wrote it."""
    profile = {
        "id": state.bot_id,
        "app_id": state.app_id,
        "name": state.bot_name,
        "deleted": False,
        "updated": 1732344000,
        "team_id": state.team_id,
    }
    return {
        "user": state.bot_user,
        "bot_id": state.bot_id,
        "app_id": state.app_id,
        "bot_profile": profile,
    }


def _target(api: WebApi, args: Args) -> Channel:
    """Where to post: a channel by id or #name, or a person, who gets a direct message."""
    name = args.need("channel")
    if name in api.state.users and name != api.state.bot_user:
        name = api.state.dm(name).id
    by_name = {c.name: c.id for c in api.state.channels.values() if c.kind == "channel"}
    channel = api.channel({"channel": by_name.get(name.removeprefix("#"), name)})
    if channel.kind == "im" and not api.grants.messages_tab:
        raise SlackError("messages_tab_disabled")
    anywhere = channel.kind == "channel" and "chat:write.public" in (api.grants.scopes or ())
    if not api.joined(channel) and not anywhere:
        raise SlackError("not_in_channel")
    return channel


def _chat_post_message(api: WebApi, args: Args) -> Json:
    channel = _target(api, args)
    message = {**content(args), **authorship(api.state)}
    if args.get("thread_ts"):
        api.message(channel, str(args["thread_ts"]), "thread_not_found")
        message["thread_ts"] = str(args["thread_ts"])
        if args.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    posted = api.state.post(channel.id, message)
    api.events.posted(channel.id, without_metadata(posted))
    return {"channel": channel.id, "ts": posted["ts"], "message": posted}


def _chat_post_ephemeral(api: WebApi, args: Args) -> Json:
    channel, user = _target(api, args), args.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    ts = api.state.new_ts()
    message = {"channel": channel.id, "user": user, "message_ts": ts, **content(args)}
    if args.get("thread_ts"):
        message["thread_ts"] = str(args["thread_ts"])
    api.state.ephemerals.append(message)
    return {"message_ts": ts}


def _chat_update(api: WebApi, args: Args) -> Json:
    channel = api.channel(args)
    message = api.message(channel, args.need("ts"))
    if message.get("bot_id") != api.state.bot_id:
        raise SlackError("cant_update_message")
    update_message(api, channel, message, content(args, UPDATE_TEXT_LIMIT), args)
    changed = without_metadata(copy.deepcopy(message))
    reply = {"channel": channel.id, "ts": message["ts"], "text": message["text"]}
    return {**reply, "message": changed}


def update_message(api: WebApi, channel: Channel, message: Json, new: Json, args: Json) -> None:
    """Change one of the app's messages: text without blocks removes the blocks that were there."""
    had_rich_text = any(b["type"] == "rich_text" for b in message.get("blocks", []))
    blocks = new.get("blocks")
    if had_rich_text and blocks and not any(b["type"] == "rich_text" for b in blocks):
        raise SlackError("block_mismatch")
    previous = copy.deepcopy(message)
    if not args.get("text") and "markdown_text" not in args:
        del new["text"]
    elif blocks is None:
        message.pop("blocks", None)
        message["edited"] = {"user": api.state.bot_user, "ts": api.state.new_ts()}
    message.update(new)
    api.events.changed(
        channel.id, without_metadata(copy.deepcopy(message)), without_metadata(previous)
    )


def _chat_delete(api: WebApi, args: Args) -> Json:
    channel = api.channel(args)
    message = api.message(channel, args.need("ts"))
    if message.get("bot_id") != api.state.bot_id:
        raise SlackError("cant_delete_message")
    removed = api.state.remove(channel.id, message["ts"])
    api.events.deleted(channel.id, removed, api.state.find(channel.id, message["ts"]))
    return {"channel": channel.id, "ts": message["ts"]}


def _chat_get_permalink(api: WebApi, args: Args) -> Json:
    channel = api.channel(args)
    message = api.message(channel, args.need("message_ts"))
    link = f"https://{api.state.team_domain}.slack.com/archives/{channel.id}/p"
    link += message["ts"].replace(".", "")
    thread = message.get("thread_ts")
    if thread and thread != message["ts"]:
        link += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _reaction(api: WebApi, args: Args) -> tuple[Json, str, Json | None]:
    name = args.need("name")
    if not _EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    if not args.get("channel") or not args.get("timestamp"):
        raise SlackError("no_item_specified")
    if not _TS.fullmatch(str(args["timestamp"])):
        raise SlackError("bad_timestamp")
    message = api.message(api.joined_channel(args), str(args["timestamp"]))
    reactions = message.get("reactions", [])
    return message, name, next((r for r in reactions if r["name"] == name), None)


def _reactions_add(api: WebApi, args: Args) -> Json:
    message, name, reaction = _reaction(api, args)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        message.setdefault("reactions", []).append(reaction)
    if api.state.bot_user in reaction["users"]:
        raise SlackError("already_reacted")
    reaction["users"].append(api.state.bot_user)
    reaction["count"] += 1
    return {}


def _reactions_remove(api: WebApi, args: Args) -> Json:
    message, _name, reaction = _reaction(api, args)
    if reaction is None or api.state.bot_user not in reaction["users"]:
        raise SlackError("no_reaction")
    reaction["users"].remove(api.state.bot_user)
    reaction["count"] -= 1
    message["reactions"] = [r for r in message["reactions"] if r["count"]]
    return {}


CHAT_METHODS = {
    "chat.postMessage": Method(_chat_post_message, "chat:write"),
    "chat.postEphemeral": Method(_chat_post_ephemeral, "chat:write"),
    "chat.update": Method(_chat_update, "chat:write"),
    "chat.delete": Method(_chat_delete, "chat:write"),
    "chat.getPermalink": Method(_chat_get_permalink, takes_json=False),
    "reactions.add": Method(_reactions_add, "reactions:write"),
    "reactions.remove": Method(_reactions_remove, "reactions:write"),
}
