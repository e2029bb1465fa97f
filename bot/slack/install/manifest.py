"""The Slack app manifest: what to paste at api.slack.com/apps to make the app. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.understand.form import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from bot.slack.understand.step import ANSWER, CALLBACK_ID, LINK, QUESTION, SOURCE, STATE

SCOPES = {
    "app_mentions:read": "mentions",
    "canvases:read": "canvases",
    "channels:history": "history",
    "channels:read": "channels",
    "chat:write": "write",
    "chat:write.public": "write-public",
    "commands": "commands",
    "files:read": "files",
    "groups:history": "history",
    "groups:read": "channels",
    "im:history": "history",
    "im:read": "channels",
    "mpim:history": "history",
    "mpim:read": "channels",
    "reactions:write": "reactions",
    "usergroups:read": "groups",
    "users:read": "people",
}
"""What the app may do, by Slack's name, and what for: the key of its words under `scope.`."""

_EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
]
# Slack takes 24 characters for a name.
_SHORTCUTS = [
    {
        "type": "message",
        "callback_id": MESSAGE_SHORTCUT,
        "name": "글에 질문하기 · Ask about this",
        "description": "이 메시지에서 답을 찾습니다 · Finds the answer in this message",
    },
    {
        "type": "global",
        "callback_id": GLOBAL_SHORTCUT,
        "name": "글에서 답 찾기 · Find answers",
        "description": "글, 링크, 파일에서 답을 찾습니다 · Finds the answer in a text or link",
    },
]


def _texts(told: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return parameters of a step by their titles and descriptions: texts, all of them required."""
    return {
        "properties": {
            name: {
                "type": "string",
                "title": title,
                "description": description,
                "is_required": True,
                "name": name,
            }
            for name, (title, description) in told.items()
        },
        "required": list(told),
    }


_STEP = {
    "title": "글에서 답 찾기 · Find the answer",
    "description": "글이나 링크에서 질문의 답을 찾습니다 · Finds the answer in a text or link",
    "input_parameters": _texts(
        {
            QUESTION: ("질문 · Question", "무엇을 찾을까요? · What is asked"),
            SOURCE: ("글 또는 링크 · Text or link", "읽을 글이나 웹 주소 · What is read"),
        }
    ),
    "output_parameters": _texts(
        {
            ANSWER: (
                "답 · Answer",
                "글에 있는 말 그대로; 없으면 비어 있음 · As the text has it, or empty",
            ),
            STATE: ("상태 · State", "found, unsure, absent"),
            LINK: (
                "출처 링크 · Link",
                "답이 있는 곳; 글이면 비어 있음 · Where it stands, or empty",
            ),
        }
    ),
}
_AGENT_SCOPES = {"assistant:write": "prompts"}
_DESCRIPTION = "글을 읽고 답을 찾아 드립니다 · Reads for you"
_LONG_DESCRIPTION = (
    "링크나 파일, 붙여 넣은 글과 함께 질문하면 그 안에서 답을 찾아, "
    "답이 있는 문장과 출처를 스레드에 올립니다. 글에 없는 답은 지어내지 않습니다.\n\n"
    "Ask a question with a link, a file or a text: the answer comes in the thread, in the sentence "
    "that it stands in and with its source. What the text does not say is not made up."
)


def scopes_of(*, agent: bool = False) -> dict[str, str]:
    """Return what the app may do, by Slack's name, and what for.

    Args:
        agent: The app is declared an agent.
    """
    return dict(sorted((SCOPES | (_AGENT_SCOPES if agent else {})).items()))


def manifest(
    request_url: str | None,
    *,
    redirect_url: str | None = None,
    agent: bool = False,
    step: bool = False,
) -> dict[str, Any]:
    """Return the manifest.

    Args:
        request_url: The public https address of /slack/events; None: Socket Mode, which needs
            no public address.
        redirect_url: Where Slack sends administrators of other workspaces that install the app;
            None: it is for one workspace.
        agent: Slack shows the app as an agent, with prompts that it suggests; guests of a
            workspace cannot use agents.
        step: Workflow Builder gets a step of it; that takes a paid plan, and an app that is ready
            for organizations.
    """
    command: dict[str, Any] = {
        "command": "/mrc",
        "description": "글이나 링크에서 답을 찾습니다 · Finds the answer in a text or link",
        "usage_hint": "[질문 question] [링크 link]",
        "should_escape": True,
    }
    events: dict[str, Any] = {"bot_events": list(_EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if request_url:
        command["url"] = events["request_url"] = interactivity["request_url"] = request_url
    oauth: dict[str, Any] = {"scopes": {"bot": list(scopes_of(agent=agent))}}
    if redirect_url:
        oauth["redirect_urls"] = [redirect_url]
    features: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "mrc-bot", "always_online": True},
        "shortcuts": [dict(each) for each in _SHORTCUTS],
        "slash_commands": [command],
    }
    if agent:
        features["agent_view"] = {"agent_description": _DESCRIPTION}
    made: dict[str, Any] = {
        "display_information": {
            "name": "mrc-bot",
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": features,
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": step or redirect_url is not None,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": redirect_url is not None,
        },
    }
    if step:
        # Without it Slack takes a manifest for one of schema 1, whose steps are written otherwise:
        # https://docs.slack.dev/reference/app-manifest
        made["_metadata"] = {"major_version": 2, "minor_version": 1}
        events["bot_events"] = sorted([*_EVENTS, "function_executed"])
        made["functions"] = {CALLBACK_ID: _STEP}
        made["settings"]["function_runtime"] = "remote"
    return made
