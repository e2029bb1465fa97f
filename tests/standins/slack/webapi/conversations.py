"""The methods that read: conversations, people, files, and who the app is."""

import base64
import binascii
import copy
from collections.abc import Iterable
from typing import Any

from tests.standins.slack.delivery.events import Events
from tests.standins.slack.state import FAMILY, Channel, State
from tests.standins.slack.webapi.chat import without_metadata
from tests.standins.slack.webapi.method import Args, Method, SlackError, WebApi

Json = dict[str, Any]

CHANNEL_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def _auth_test(api: WebApi, _args: Args) -> Json:
    return {
        "url": f"https://{api.state.team_domain}.slack.com/",
        "team": api.state.team_domain,
        "user": api.state.bot_name,
        "team_id": api.state.team_id,
        "user_id": api.state.bot_user,
        "bot_id": api.state.bot_id,
        "enterprise_id": api.state.organization or None,
        "is_enterprise_install": bool(api.state.organization),
    }


def _auth_teams_list(api: WebApi, _args: Args) -> Json:
    return {"teams": [{"id": api.state.team_id, "name": api.state.team_domain}]}


def _need_team(api: WebApi, args: Args) -> None:
    """Refuse a token of a whole organization where it is not said which workspace is meant."""
    if api.state.organization and args.get("team_id") != api.state.team_id:
        raise SlackError("missing_argument", "team_id")


def _conversations_replies(api: WebApi, args: Args) -> Json:
    channel = _readable(api, args)
    root = api.state.find(channel.id, args.need("ts"))
    if root is None:
        raise SlackError("thread_not_found")
    replies = api.state.thread(channel.id, root["ts"])[1:]
    first = [] if args.get("cursor") else [root]
    return _page([*first, *_between(replies, args)], args, default=1000, most=1000)


def _conversations_history(api: WebApi, args: Args) -> Json:
    channel = _readable(api, args)
    top = [m for m in channel.messages if m.get("thread_ts", m["ts"]) == m["ts"] or _broadcast(m)]
    page = _page(_between(top[::-1], args), args, default=100, most=999)
    return {**page, "pin_count": 0}


def _broadcast(message: Json) -> bool:
    return message.get("subtype") == "thread_broadcast"


def _readable(api: WebApi, args: Args) -> Channel:
    channel = api.channel(args)
    api.need_scope(f"{FAMILY[channel.kind]}:history")
    return api.joined_channel(args)


def _between(messages: Iterable[Json], args: Args) -> list[Json]:
    low, high = args.ts("oldest") or 0.0, args.ts("latest") or float("inf")
    ends = (low, high) if args.flag("inclusive") else ()
    return [m for m in messages if low < (ts := float(m["ts"])) < high or ts in ends]


def _page(messages: list[Json], args: Args, default: int, most: int) -> Json:
    """One page of messages, and the cursor to the next: a position, as Slack encodes it."""
    limit = args.limit(default, most)
    if args.get("cursor"):
        after = _decoded_cursor(str(args["cursor"]))
        stamps = [m["ts"] for m in messages]
        if after not in stamps:
            raise SlackError("invalid_cursor")
        messages = messages[stamps.index(after) :]
    page = copy.deepcopy(messages[:limit])
    if not args.flag("include_all_metadata"):
        page = [without_metadata(m) for m in page]
    reply: Json = {"messages": page, "has_more": len(messages) > limit}
    if reply["has_more"]:
        cursor = base64.b64encode(f"next_ts:{messages[limit]['ts']}".encode()).decode()
        reply["response_metadata"] = {"next_cursor": cursor}
    return reply


def _decoded_cursor(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, validate=True).decode().removeprefix("next_ts:")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SlackError("invalid_cursor") from error


def _describe(api: WebApi, channel: Channel) -> Json:
    described: Json = {
        "id": channel.id,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": False,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_org_shared": False,
    }
    if channel.kind == "im":
        return described | {"user": next(iter(channel.members - {api.state.bot_user}))}
    return described | {"name": channel.name, "is_member": api.joined(channel)}


def _conversations_info(api: WebApi, args: Args) -> Json:
    channel = api.channel(args)
    api.need_scope(f"{FAMILY[channel.kind]}:read")
    described = _describe(api, channel)
    if args.flag("include_num_members"):
        described["num_members"] = len(channel.members)
    return {"channel": described}


def _conversations_members(api: WebApi, args: Args) -> Json:
    channel = api.channel(args)
    api.need_scope(f"{FAMILY[channel.kind]}:read")
    members = sorted(channel.members)
    start = int(_decoded_cursor(str(args["cursor"]))) if args.get("cursor") else 0
    end = start + args.limit(100, 1000)
    more = base64.b64encode(str(end).encode()).decode() if end < len(members) else ""
    return {"members": members[start:end], "response_metadata": {"next_cursor": more}}


def _conversations_open(api: WebApi, args: Args) -> Json:
    if args.get("channel"):
        channel = api.channel(args)
    elif args.get("users"):
        channel = api.state.dm(api.person(str(args["users"])).id)
    else:
        raise SlackError("users_list_not_supplied")
    full = args.flag("return_im")
    return {"channel": _describe(api, channel) if full else {"id": channel.id}}


def _conversations_join(api: WebApi, args: Args) -> Json:
    channel = api.channel(args)
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if api.joined(channel):
        warning = "already_in_channel"
        extra = {"warning": warning, "response_metadata": {"warnings": [warning]}}
        return {"channel": _describe(api, channel), **extra}
    join(api.state, api.events, channel, api.state.bot_user)
    return {"channel": _describe(api, channel)}


def join(state: State, events: Events, channel: Channel, user: str, inviter: str = "") -> Json:
    """Somebody joins a channel, or is invited to it, which leaves a message in it."""
    channel.members.add(user)
    text = f"<@{user}> has joined the channel"
    joined = state.post(channel.id, {"subtype": "channel_join", "user": user, "text": text})
    events.posted(channel.id, joined)
    events.joined(channel, user, inviter)
    return joined


def _users_conversations(api: WebApi, args: Args) -> Json:
    _need_team(api, args)
    types = str(args.get("types") or "public_channel").split(",")
    kinds = {CHANNEL_TYPES.get(each.strip(), "mpim") for each in types}
    for kind in kinds & FAMILY.keys():
        api.need_scope(f"{FAMILY[kind]}:read")
    user = api.person(str(args.get("user") or api.state.bot_user)).id
    mine = [c for c in api.state.channels.values() if c.kind in kinds and user in c.members]
    start = int(_decoded_cursor(str(args["cursor"]))) if args.get("cursor") else 0
    end = start + args.limit(100, 999)
    more = base64.b64encode(str(end).encode()).decode() if end < len(mine) else ""
    described = [_describe(api, c) for c in mine[start:end]]
    return {"channels": described, "response_metadata": {"next_cursor": more}}


def _users_info(api: WebApi, args: Args) -> Json:
    user = api.person(args.need("user"))
    described: Json = {
        "id": user.id,
        "team_id": api.state.team_id,
        "name": user.name,
        "real_name": user.name.title(),
        "deleted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_admin": user.is_admin,
        "is_owner": False,
        "tz": "Asia/Seoul",
        "tz_offset": 32400,
        "profile": {"real_name": user.name.title(), "display_name": user.name},
    }
    if args.flag("include_locale"):
        described["locale"] = user.locale
    return {"user": described}


def _bots_info(api: WebApi, args: Args) -> Json:
    state = api.state
    if args.get("bot") != state.bot_id:
        raise SlackError("bot_not_found")
    bot = {"id": state.bot_id, "app_id": state.app_id, "user_id": state.bot_user}
    return {"bot": {**bot, "name": state.bot_name, "deleted": False, "updated": 1732344000}}


def _files_info(api: WebApi, args: Args) -> Json:
    file = api.state.files.get(args.need("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": copy.deepcopy(file.info)}


def _canvases_get_content(api: WebApi, args: Args) -> Json:
    file = api.state.files.get(args.need("canvas_id"))
    if file is None or file.info["mimetype"] != "application/vnd.slack-docs":
        raise SlackError("canvas_not_found")
    return {"content": file.content.decode()}


def _usergroups_list(api: WebApi, args: Args) -> Json:
    _need_team(api, args)
    return {"usergroups": copy.deepcopy(list(api.state.user_groups.values()))}


def _usergroups_users_list(api: WebApi, args: Args) -> Json:
    group = api.state.user_groups.get(args.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group["users"])}


READ_METHODS = {
    "auth.test": Method(_auth_test),
    "auth.teams.list": Method(_auth_teams_list),
    "conversations.replies": Method(_conversations_replies, takes_json=False),
    "conversations.history": Method(_conversations_history, takes_json=False),
    "conversations.info": Method(_conversations_info, takes_json=False),
    "conversations.members": Method(_conversations_members, takes_json=False),
    "conversations.open": Method(_conversations_open, "im:write"),
    "conversations.join": Method(_conversations_join, "channels:join"),
    "users.conversations": Method(_users_conversations, takes_json=False),
    "users.info": Method(_users_info, "users:read", takes_json=False),
    "bots.info": Method(_bots_info, "users:read", takes_json=False),
    "files.info": Method(_files_info, "files:read", takes_json=False),
    "canvases.getContent": Method(_canvases_get_content, "canvases:read"),
    "usergroups.list": Method(_usergroups_list, "usergroups:read", takes_json=False),
    "usergroups.users.list": Method(_usergroups_users_list, "usergroups:read", takes_json=False),
}
