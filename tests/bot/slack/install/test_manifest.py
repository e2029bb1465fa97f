"""The manifest asks for what the code uses, and for nothing else; and Slack takes it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import languages, say
from bot.slack.install.manifest import SCOPES, manifest, scopes_of
from tests.commands import run_here

ROOT = Path(__file__).parents[4]
URL = "https://bot.example/slack/events"
REDIRECT = "https://bot.example/slack/oauth_redirect"

_HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
_READ = {"channels:read", "groups:read", "im:read", "mpim:read"}

#: What each method of the Web API needs of a bot's token, by https://docs.slack.dev/reference/methods
NEEDED_BY_METHOD: dict[str, set[str]] = {
    "api_call": set(),  # blocks.validate, which needs none
    "apps_connections_open": set(),  # connections:write, of the app-level token
    "assistant_threads_setStatus": {"chat:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "auth_teams_list": set(),
    "auth_test": set(),
    "bots_info": {"users:read"},
    "canvases_getContent": {"canvases:read"},
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    # In public channels that the bot was not invited to, the second.
    "chat_postMessage": {"chat:write", "chat:write.public"},
    "chat_update": {"chat:write"},
    "conversations_history": _HISTORY,
    "conversations_info": _READ,
    "conversations_members": _READ,
    "conversations_open": {"im:write"},
    "conversations_replies": _HISTORY,
    "files_info": {"files:read"},
    "oauth_v2_access": set(),
    "reactions_add": {"reactions:write"},
    "reactions_remove": {"reactions:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_conversations": _READ,
    "users_info": {"users:read"},
    "functions_completeError": set(),
    "functions_completeSuccess": set(),
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
#: What each event needs, by https://docs.slack.dev/reference/events
NEEDED_BY_EVENT: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "function_executed": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "tokens_revoked": set(),
}
#: What features of the manifest need.
NEEDED_BY_FEATURE = {
    "slash_commands": {"commands"},
    "shortcuts": {"commands"},
    "agent_view": {"assistant:write"},
}

EVERY = pytest.mark.parametrize(
    "made",
    [
        manifest(None),
        manifest(URL),
        manifest(URL, redirect_url=REDIRECT),
        manifest(None, agent=True),
        manifest(None, step=True),
    ],
    ids=["socket", "http", "distributed", "agent", "step"],
)


def _methods_called() -> set[str]:
    """The Web API's methods that `bot` names, as slack-sdk calls them."""
    methods = {name for name in vars(AsyncWebClient) if "_" in name.strip("_")} | {"api_call"}
    return {
        node.attr
        for file in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in methods
    }


@EVERY
def test_each_scope_is_one_that_the_code_needs(made: dict[str, Any]) -> None:
    called = _methods_called()
    assert called <= NEEDED_BY_METHOD.keys(), "a method that the table does not know"
    if "agent_view" not in made["features"]:
        # Called where the app is an agent alone.
        called -= {"assistant_threads_setSuggestedPrompts"}
    needed = {scope for method in called for scope in NEEDED_BY_METHOD[method]}
    for event in made["settings"]["event_subscriptions"]["bot_events"]:
        needed |= NEEDED_BY_EVENT[event]
    for feature in made["features"]:
        needed |= NEEDED_BY_FEATURE.get(feature, set())
    assert set(made["oauth_config"]["scopes"]["bot"]) == needed


@EVERY
def test_it_keeps_to_slacks_limits(made: dict[str, Any]) -> None:
    """As https://github.com/slackapi/manifest-schema has them."""
    shown, features = made["display_information"], made["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
        assert command["should_escape"], "people and channels are known by their ids"
    shortcuts = features.get("shortcuts", [])
    assert len(shortcuts) <= 10
    for shortcut in shortcuts:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert len(set(events)) == len(events) <= 100
    scopes = made["oauth_config"]["scopes"]["bot"]
    assert sorted(set(scopes)) == scopes
    assert len(features.get("agent_view", {}).get("agent_description", "")) <= 300
    for url in _urls(made):
        assert url.startswith("https://")


def _urls(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [url for value in node.values() for url in _urls(value)]
    if isinstance(node, list):
        return [url for value in node for url in _urls(value)]
    return [node] if isinstance(node, str) and "://" in node else []


def test_a_step_is_written_as_the_schema_that_the_manifest_names_has_it() -> None:
    """By https://github.com/slackapi/manifest-schema, of which a manifest names the version."""
    made = manifest(None, step=True)
    assert made["_metadata"]["major_version"] == 2
    assert made["settings"]["function_runtime"] == "remote"
    assert made["settings"]["org_deploy_enabled"]
    assert "_metadata" not in manifest(None)
    (step,) = made["functions"].values()
    assert step.keys() == {"title", "description", "input_parameters", "output_parameters"}
    for parameters in (step["input_parameters"], step["output_parameters"]):
        assert parameters.keys() == {"properties", "required"}
        assert parameters["required"] == list(parameters["properties"])
        for name, one in parameters["properties"].items():
            assert one["name"] == name
            assert one["type"] == "string"
            assert one["title"]


def test_events_come_by_one_way() -> None:
    socket, http = manifest(None), manifest(URL)
    assert socket["settings"]["socket_mode_enabled"]
    assert not _urls(socket)
    assert not http["settings"]["socket_mode_enabled"]
    events, interactivity = (
        http["settings"][each] for each in ("event_subscriptions", "interactivity")
    )
    assert events["request_url"] == interactivity["request_url"] == URL
    assert {each["url"] for each in http["features"]["slash_commands"]} == {URL}


def test_an_app_for_others_can_be_installed_by_them() -> None:
    made = manifest(URL, redirect_url=REDIRECT)
    assert made["oauth_config"]["redirect_urls"] == [REDIRECT]
    assert made["settings"]["org_deploy_enabled"]
    assert made["settings"]["token_rotation_enabled"]
    ones_own = manifest(URL)
    assert "redirect_urls" not in ones_own["oauth_config"]
    assert not ones_own["settings"]["token_rotation_enabled"], "its one token is in .env"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_scope_is_explained(language: str) -> None:
    for purpose in scopes_of(agent=True).values():
        assert f"scope.{purpose}" in languages()[language].messages


def test_the_docs_say_the_same_of_each_scope() -> None:
    table = (ROOT / "docs/slack.md").read_text("utf-8").partition("## What each scope is for")[2]
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", table, re.MULTILINE)
    told = {
        scope: words.strip() for scopes, words in rows for scope in re.findall("`([^`]+)`", scopes)
    }
    assert told == {
        scope: say("en", f"scope.{purpose}") for scope, purpose in scopes_of(agent=True).items()
    }


def test_the_command_prints_and_explains_it() -> None:
    explained = run_here("mrc-bot", "manifest", "--explain").stdout
    assert [line.split()[0] for line in explained.splitlines() if line[:1].strip()] == list(SCOPES)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--url", "http://bot.example"], "https://"),
        (["--distribute"], "--distribute needs --url"),
    ],
)
def test_the_command_says_what_it_needs(arguments: list[str], words: str) -> None:
    ended = run_here("mrc-bot", "manifest", *arguments)
    assert ended.returncode != 0
    assert words in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
