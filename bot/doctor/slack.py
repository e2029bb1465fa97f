"""What Slack says of the tokens, what the app may do, and the layouts."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.layouts import examine_layouts
from bot.doctor.refusals import APP_SETTINGS, HEARS_NOTHING, refused_app_token, refused_bot_token
from bot.domain.language import AUTO
from bot.domain.operation.finding import Finding
from bot.settings import Settings
from bot.slack.client.connect import client_of, open_client
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.install.manifest import scopes_of
from bot.store.credentials.cipher import Cipher
from bot.store.credentials.installations import Installations
from bot.store.database.database import StoreError
from bot.store.store import open_store

_MOST_WORKSPACES = 20
_LANGUAGE = "ko"
# xapp-1-A0123456789-…: the app's id stands in its tokens.
_APP_ID = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
_TOKEN = "Slack: SLACK_BOT_TOKEN"  # noqa: S105 - what it is called
_SCOPES = "Slack: permissions"
_SOCKET = "Slack: SLACK_APP_TOKEN"
_SECRET = re.compile(r"[0-9a-f]{32}")


async def examine_slack(settings: Settings) -> list[Finding]:
    """Return what was found of Slack."""
    if not settings.slack:
        make = "`mrc-bot manifest` prints what to make the app of; docs/slack.md says where"
        return [Finding("off", "Slack", "no SLACK_BOT_TOKEN", make)]
    async with open_client(settings.slack_api_url) as lender:
        client: AsyncWebClient | None
        if token := settings.slack_bot_token:
            client = client_of(lender, token.get_secret_value())
            found, app_id = await _workspace(client, settings, _TOKEN, _SCOPES)
        else:
            client, found, app_id = await _installed(lender, settings)
        if app_token := settings.slack_app_token:
            found.append(await _socket(lender, settings, app_token.get_secret_value(), app_id))
        elif secret := settings.slack_signing_secret:
            found += _signing_secret(secret.get_secret_value())
        if client and not any(each.state == "bad" for each in found):
            setting = settings.mrc_language
            language = _LANGUAGE if setting == AUTO else setting
            found.append(await examine_layouts(client, language))
        return found


async def _workspace(
    client: AsyncWebClient, settings: Settings, token: str, permissions: str
) -> tuple[list[Finding], str]:
    """Return what is found of one workspace, and the app's id, "" where it is not known."""
    try:
        reply = await client.auth_test()
        user, team = str(reply["user"]), str(reply["team"])
    except SLACK_FAILURES as error:
        return [refused_bot_token(error, token, settings.slack_api_url)], ""
    if not reply.get("bot_id"):
        detail = f"this is the token of a person, {user}: the bot would post as them"
        click = f"{APP_SETTINGS} > OAuth & Permissions > Bot User OAuth Token (xoxb-…)"
        return [Finding("bad", token, detail, click)], ""
    granted = _scopes(reply)
    return [
        Finding("good", token, f"@{user} in {team}"),
        _permissions(granted, permissions),
    ], await _app_id(client, str(reply["bot_id"]), granted)


def _scopes(reply: Any) -> set[str]:
    """Return what a token may do, as Slack's header says."""
    headers = {str(name).lower(): str(value) for name, value in dict(reply.headers).items()}
    return {each.strip() for each in headers.get("x-oauth-scopes", "").split(",") if each.strip()}


def _permissions(granted: Collection[str], what: str) -> Finding:
    if not granted:
        return Finding("odd", what, "Slack does not say what the token may do")
    needed = scopes_of()
    if missing := sorted(needed.keys() - set(granted)):
        return Finding(
            "bad",
            what,
            f"{len(missing)} of {len(needed)} are missing: {', '.join(missing)}",
            f"{APP_SETTINGS} > App Manifest: paste what `mrc-bot manifest` prints and save; then "
            "Install App > Reinstall to Workspace",
        )
    if beyond := sorted(set(granted) - scopes_of(agent=True).keys()):
        detail = f"all {len(needed)}; not needed: {', '.join(beyond)}"
        click = f"{APP_SETTINGS} > App Manifest: paste what `mrc-bot manifest` prints; reinstall"
        return Finding("odd", what, detail, click)
    return Finding("good", what, f"all {len(needed)}")


async def _app_id(client: AsyncWebClient, bot_id: str, granted: Collection[str]) -> str:
    if granted and "users:read" not in granted:
        return ""
    try:
        return str((await client.bots_info(bot=bot_id))["bot"]["app_id"])
    except SLACK_FAILURES:
        return ""


async def _socket(
    client: AsyncWebClient, settings: Settings, app_token: str, app_id: str
) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SLACK_FAILURES as error:
        return refused_app_token(error, _SOCKET, settings.slack_api_url)
    its = _APP_ID.match(app_token)
    if its and app_id and its[1] != app_id:
        return Finding(
            "bad",
            _SOCKET,
            f"it is of the app {its[1]}, and SLACK_BOT_TOKEN of {app_id}",
            "copy both from one app at api.slack.com/apps",
        )
    return Finding("good", _SOCKET, "Socket Mode opens", HEARS_NOTHING)


def _signing_secret(secret: str) -> list[Finding]:
    if _SECRET.fullmatch(secret):
        return []
    return [
        Finding(
            "odd",
            "Slack: SLACK_SIGNING_SECRET",
            "it does not look like one: they have 32 characters, 0-9 and a-f",
            f"{APP_SETTINGS} > Basic Information > App Credentials > Signing Secret > Show",
        )
    ]


async def _installed(
    lender: AsyncWebClient, settings: Settings
) -> tuple[AsyncWebClient | None, list[Finding], str]:
    """Return a client of one of the workspaces, what was found of them, and the app's id."""
    what = "Slack: installations"
    keys = settings.mrc_encryption_keys
    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days
    client, found, app_id = None, [], ""
    try:
        async with open_store(url, keep_days=days, serving=False) as store:
            installations = Installations(
                store.database, Cipher(keys.get_secret_value() if keys else "")
            )
            teams = await installations.teams()
            found.append(
                Finding(
                    "good" if teams else "off",
                    what,
                    f"{len(teams)} workspaces",
                    "" if teams else f"install it at {settings.mrc_public_url}/slack/install",
                )
            )
            for team in teams[:_MOST_WORKSPACES]:
                installation = await installations.find(team)
                if installation is None:
                    continue
                client = client_of(lender, installation.tokens.token)
                name = f"Slack: {installation.name or team}"
                of_one, app_id = await _workspace(client, settings, name, f"{name}, permissions")
                found += of_one
    except StoreError as error:
        click = "MRC_ENCRYPTION_KEYS has to hold the key that it was encrypted with, too"
        found.append(Finding("bad", what, str(error), click if "encrypted" in str(error) else ""))
    return client, found, app_id
