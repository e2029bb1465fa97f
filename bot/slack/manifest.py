"""The Slack app manifest: what to paste at api.slack.com/apps to make the app. Pure."""

from __future__ import annotations

from typing import Any

_SCOPES = [
    "app_mentions:read",
    "canvases:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:write",
    "usergroups:read",
    "users:read",
]
_EVENTS = [
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
]


def manifest(request_url: str | None) -> dict[str, Any]:
    """Return the manifest.

    Args:
        request_url: The public https address of /slack/events; None: Socket Mode, which needs
            no public address.
    """
    command: dict[str, Any] = {
        "command": "/mrc",
        "description": "글이나 링크에서 답을 찾습니다 · Finds the answer in a text or link",
        "usage_hint": "[질문 question] [링크 link]",
        "should_escape": True,
    }
    events: dict[str, Any] = {"bot_events": _EVENTS}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if request_url:
        command["url"] = events["request_url"] = interactivity["request_url"] = request_url
    return {
        "display_information": {
            "name": "mrc-bot",
            "description": "글을 읽고 답을 찾아 드립니다 · Reads for you",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "mrc-bot", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(_SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }
