"""What `mrc-bot doctor` says of each way in which an installation can be wrong."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.doctor.web import examine_listening
from bot.domain.language import languages
from bot.settings import Settings
from bot.slack import layouts
from bot.slack.install.manifest import SCOPES, manifest
from bot.slack.layouts import Layout
from bot.slack.render import buttons, notice, reply
from bot.slack.render.views import correction, form, home
from bot.store.credentials.cipher import new_key
from tests.bot.slack.install.conftest import KEY, PUBLIC, Browser, distributed, running
from tests.bot.slack.running import EchoService, bot_in
from tests.commands import run_here
from tests.standins.slack.blockkit.blocks import check_message_blocks, check_view
from tests.standins.slack.workspace import SlackWorkspace

# The reader is looked at as well, and this one is away at once.
NO_READER = {"MRC_SERVING_URL": "http://127.0.0.1:9"}
HTTP_URL = "https://bot.example/slack/events"


@pytest.fixture
def slack() -> Iterator[SlackWorkspace]:
    with SlackWorkspace(socket_mode=True, manifest=manifest(None)) as slack:
        yield slack


def _doctor(slack: SlackWorkspace, folder: Path, **settings: str) -> str:
    """Return what the doctor says, without how the terminal wraps it."""
    given = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "MRC_DATABASE_URL": f"sqlite:///{folder}/store.sqlite",
        **NO_READER,
        **settings,
    }
    ended = run_here("mrc-bot", "doctor", **{k: v for k, v in given.items() if v})
    return " ".join(f"{ended.stdout} {ended.stderr}".split())


def test_what_is_right_is_said_to_be(slack: SlackWorkspace, tmp_path: Path) -> None:
    said = _doctor(slack, tmp_path)
    assert "✔ Slack: SLACK_BOT_TOKEN: @mrc in mrc-standin" in said
    assert f"✔ Slack: permissions: all {len(SCOPES)}" in said
    assert "✔ Slack: SLACK_APP_TOKEN: Socket Mode opens" in said
    assert "✔ Slack: layouts: Slack takes all" in said
    assert "✘ Slack" not in said
    posted = {"chat.postMessage", "chat.postEphemeral", "views.open", "views.publish"}
    assert not [call for call in slack.calls() if call.method in posted]


def test_without_tokens_it_says_where_to_begin(slack: SlackWorkspace, tmp_path: Path) -> None:
    said = _doctor(slack, tmp_path, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert "– Slack: no SLACK_BOT_TOKEN `mrc-bot manifest`" in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        # Swapped, another's, of a kind that would do harm: before Slack is asked.
        ({"SLACK_BOT_TOKEN": "xapp-1-A1-x"}, "SLACK_BOT_TOKEN: that is an app-level token"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN: that is a bot token"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "would post as that person"),
        ({"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "xoxb-1"}, "that is a bot token"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET"),
        # Mistyped: which one, and where the right one is.
        ({"SLACK_BOT_TOKEN": "xoxb-typo"}, "✘ Slack: SLACK_BOT_TOKEN: Slack knows no such token"),
        ({"SLACK_BOT_TOKEN": "xoxb-typo"}, "OAuth & Permissions > Bot User OAuth Token"),
        ({"SLACK_APP_TOKEN": "xapp-typo"}, "✘ Slack: SLACK_APP_TOKEN: Slack knows no such token"),
        ({"SLACK_APP_TOKEN": "xapp-typo"}, "App-Level Tokens > Generate Token"),
        (
            {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "short"},
            "! Slack: SLACK_SIGNING_SECRET: it does not look like one",
        ),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api"}, "9/api cannot be reached"),
    ],
)
def test_a_wrong_setting_is_named(
    slack: SlackWorkspace, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    said = _doctor(slack, tmp_path, **settings)
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("account_inactive", "removed from the workspace (account_inactive)"),
        ("token_revoked", "Install App > Install to Workspace"),
        ("token_expired", "SLACK_CLIENT_ID"),
        ("team_access_not_granted", "organization's administrator"),
        ("something_new", "Slack says something_new"),
    ],
)
def test_what_slack_says_no_with_is_put_in_words(
    slack: SlackWorkspace, tmp_path: Path, error: str, words: str
) -> None:
    slack.refuse("auth.test", error)
    said = _doctor(slack, tmp_path)
    assert words in said
    assert said.count("✘ Slack") == 1


def test_a_persons_token_that_looks_like_a_bots_is_found_out(
    slack: SlackWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack._state, "bot_id", "")
    assert "this is the token of a person, mrc" in _doctor(slack, tmp_path)


def test_an_address_that_is_not_slacks_is_named(slack: SlackWorkspace, tmp_path: Path) -> None:
    said = _doctor(slack, tmp_path, SLACK_API_URL=f"{slack.api_url}nowhere/")
    assert "does not answer as Slack does" in said
    assert "unset SLACK_API_URL" in said
    assert "None" not in said


def test_missing_permissions_are_listed_with_what_to_click(tmp_path: Path) -> None:
    bare = manifest(None)
    bare["oauth_config"]["scopes"]["bot"] = ["chat:write", "app_mentions:read", "admin"]
    with SlackWorkspace(socket_mode=True, manifest=bare) as slack:
        said = _doctor(slack, tmp_path)
    missing = sorted(SCOPES.keys() - {"chat:write", "app_mentions:read"})
    listed = f"{len(missing)} of {len(SCOPES)} are missing: {', '.join(missing)}"
    assert f"✘ Slack: permissions: {listed}" in said
    assert "Reinstall to Workspace" in said


def test_a_permission_too_many_is_pointed_out(tmp_path: Path) -> None:
    wide = manifest(None)
    wide["oauth_config"]["scopes"]["bot"].append("admin")
    with SlackWorkspace(socket_mode=True, manifest=wide) as slack:
        assert "! Slack: permissions: all" in (said := _doctor(slack, tmp_path))
    assert "not needed: admin" in said


def test_tokens_of_two_apps_are_found_out(
    slack: SlackWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack._state, "app_token", "xapp-1-A0000OTHER-1-abc")
    said = _doctor(slack, tmp_path, SLACK_APP_TOKEN="xapp-1-A0000OTHER-1-abc")
    assert "it is of the app A0000OTHER, and SLACK_BOT_TOKEN of A0000MRC01" in said


def test_a_layout_that_slack_refuses_is_named(slack: SlackWorkspace, tmp_path: Path) -> None:
    slack.refuse("blocks.validate", "invalid_blocks")
    assert "✘ Slack: layouts: Slack refuses reply, found" in _doctor(slack, tmp_path)


def test_where_slack_checks_no_layouts_nothing_is_wrong(
    slack: SlackWorkspace, tmp_path: Path
) -> None:
    slack.refuse("blocks.validate", "unknown_method")
    assert "– Slack: layouts: not checked: Slack says unknown_method" in _doctor(slack, tmp_path)


# Over HTTP, with the bot running, or not.


def _over_http(slack: SlackWorkspace, folder: Path, url: str, **settings: str) -> str:
    given = {
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "MRC_PUBLIC_URL": url,
    }
    return _doctor(slack, folder, **given | settings)


def test_the_request_url_is_tried_as_slack_tries_it(tmp_path: Path) -> None:
    with SlackWorkspace(manifest=manifest(HTTP_URL)) as slack:
        with bot_in(slack, EchoService(), socket=False) as url:
            said = _over_http(slack, tmp_path, url)
            assert f"✔ Slack: request URL: {url}/slack/events takes what Slack signs" in said
            wrong = _over_http(slack, tmp_path, url, SLACK_SIGNING_SECRET="0" * 32)
            assert "✘ Slack: request URL: the running bot has another SLACK_SIGNING_SECRET" in wrong
        assert f"✘ MRC_PUBLIC_URL: {url} cannot be reached" in _over_http(slack, tmp_path, url)


def test_a_public_url_that_is_not_known_is_not_guessed(
    slack: SlackWorkspace, tmp_path: Path
) -> None:
    assert "! Slack: request URL: not tried" in _over_http(slack, tmp_path, "")
    assert "is not https://" in _over_http(slack, tmp_path, "http://127.0.0.1:9")


# Several workspaces.


def test_each_workspace_is_looked_at(tmp_path: Path) -> None:
    with distributed() as slack:
        settings = {
            "SLACK_CLIENT_ID": slack.client_id,
            "SLACK_CLIENT_SECRET": slack.client_secret,
            "SLACK_SIGNING_SECRET": "0" * 32,
            "SLACK_API_URL": slack.api_url,
            "MRC_PUBLIC_URL": PUBLIC,
            "MRC_ENCRYPTION_KEYS": KEY,
            "MRC_DATABASE_URL": f"sqlite:///{tmp_path}/store.sqlite",
            **NO_READER,
        }
        acme, globex = slack.workspace("acme"), slack.workspace("globex")
        with running(slack, tmp_path) as url:
            for workspace in (acme, globex):
                Browser(url).install(slack, workspace)
        globex._state.bot_tokens.clear()
        said = " ".join(run_here("mrc-bot", "doctor", **settings).stdout.split())
        assert "✔ Slack: installations: 2 workspaces" in said
        assert "✔ Slack: Acme: @mrc in acme" in said
        assert "✘ Slack: Globex: Slack knows no such token" in said
        other = {**settings, "MRC_ENCRYPTION_KEYS": new_key()}
        said = " ".join(run_here("mrc-bot", "doctor", **other).stdout.split())
        assert "✘ Slack: installations: the token of T0000ACME cannot be read" in said
        assert "has to hold the key" in said


@pytest.mark.parametrize(
    ("host", "keys", "words"),
    [
        ("127.0.0.1", 0, []),
        ("localhost", 0, []),
        ("0.0.0.0", 0, ["odd", "there is no key", "mrc-bot keys create"]),
        ("0.0.0.0", 2, ["good", "2"]),
        ("::", 0, ["odd", "there is no key"]),
        ("no such host", 0, ["bad", "is no address"]),
    ],
)
def test_who_may_ask_from_elsewhere_is_said(host: str, keys: int, words: list[str]) -> None:
    settings = Settings(_env_file=None, mrc_host=host)
    found = " ".join(map(str, examine_listening(settings, keys)))
    assert bool(found) is bool(words)
    assert all(word in found for word in words)


# The layouts that are looked at are those that there are.


@pytest.mark.parametrize("language", languages())
def test_the_layouts_keep_to_what_slack_documents(language: str) -> None:
    for layout in layouts.layouts(language):
        if layout.message is not None:
            check_message_blocks(layout.message.blocks)
        else:
            check_view(layout.view)


def test_no_layout_is_left_out() -> None:
    """Each public function that renders a message or a view is called for one of the layouts."""
    called = {
        node.func.id
        for node in ast.walk(ast.parse(inspect.getsource(layouts)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    rooms: list[ModuleType] = [buttons, correction, form, home, notice, reply]
    made = {name for room in rooms for name, made in vars(room).items() if _renders(made, room)}
    # Parts of others that are called.
    assert made - called == {"below", "ways_to_ask", "without_buttons", "without_removal"}
    assert all(isinstance(each, Layout) for each in layouts.layouts("ko"))


def _renders(function: Any, room: ModuleType) -> bool:
    if not inspect.isfunction(function) or function.__module__ != room.__name__:
        return False
    is_public = not function.__name__.startswith("_")
    shown = function.__annotations__.get("return") in ("Message", "dict[str, Any]")
    return is_public and shown and "error" not in function.__name__
