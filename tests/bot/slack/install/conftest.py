"""The bot as an app that several workspaces install, and what an administrator's browser does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot.settings import Settings
from bot.slack.install.manifest import manifest
from bot.store.credentials.cipher import new_key
from tests.bot.slack.running import EchoService, bot_with
from tests.standins.slack.distributed import DistributedApp
from tests.standins.slack.state import State
from tests.standins.slack.workspace import SlackWorkspace

KEY = new_key()
PUBLIC = "https://mrc.example"


@contextmanager
def distributed(*, socket: bool = False, rotates: bool = False) -> Iterator[DistributedApp]:
    """Slack, with the app made from its manifest."""
    url = None if socket else f"{PUBLIC}/slack/events"
    made = manifest(url, redirect_url=f"{PUBLIC}/slack/oauth_redirect")
    with DistributedApp(made, socket_mode=socket, rotates=rotates) as slack:
        yield slack


@contextmanager
def running(
    slack: DistributedApp, folder: Path, *, socket: bool = False, key: str = KEY
) -> Iterator[str]:
    """The bot, with its store in a folder; yields where it is, which outside is at PUBLIC."""
    secret: dict[str, Any] = (
        {"slack_app_token": State.app_token}
        if socket
        else {"slack_signing_secret": State.signing_secret}
    )
    settings = Settings(
        _env_file=None,
        slack_client_id=slack.client_id,
        slack_client_secret=SecretStr(slack.client_secret),
        slack_api_url=slack.api_url,
        mrc_public_url=PUBLIC,
        mrc_encryption_keys=SecretStr(key),
        mrc_language="auto",
        mrc_database_url=SecretStr(f"sqlite:///{folder}/store.sqlite"),
        **secret,
    )
    with bot_with(settings, EchoService()) as url:
        if not socket:
            slack.deliver_to(f"{url}/slack/events")
        yield url


class Browser:
    """An administrator's: it keeps cookies.

    Args:
        url: Where the bot is in truth.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._web = httpx.Client(trust_env=False)
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> httpx.Response:
        """Open a page of the bot's, by its public address."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        page = self._web.get(
            address.replace(PUBLIC, self._url),
            headers={"Cookie": cookie, "Accept-Language": "ko-KR,ko;q=0.9"},
        )
        for header in page.headers.get_list("set-cookie"):
            assert "Secure" in header
            assert "HttpOnly" in header
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return page

    def install_page(self) -> str:
        """Open the page that installs; returns where its button leads."""
        page = self.get(f"{PUBLIC}/slack/install")
        assert page.status_code == 200
        found = re.search(r'class="button" href="([^"]+)"', page.text)
        assert found
        return unescape(found[1])

    def install(self, slack: DistributedApp, workspace: SlackWorkspace) -> httpx.Response:
        """Install the app in a workspace."""
        return self.get(slack.consent(workspace, self.install_page()))


def ask(workspace: SlackWorkspace, user: str, channel: str, word: str) -> list[dict[str, Any]]:
    """Ask for a word in a channel, and return the replies."""
    text = f"<@{workspace.bot_user}> 누가 {word}?\n여기에 여러 사람이 나온다. 읽을 만하다."
    ts = workspace.say(channel, user, text)["ts"]
    return workspace.wait_for(lambda w: w.thread(channel, ts)[1:])
