"""Slack with several workspaces, and one app that their administrators install by OAuth.

with DistributedApp(manifest=manifest) as slack:
    acme = slack.workspace("acme")
    slack.deliver_to(f"{url}/slack/events")
    back = slack.consent(acme, url_of_the_install_page)   # the administrator clicks "Allow"
"""

import base64
import contextlib
import secrets
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.standins.http import serve
from tests.standins.slack.delivery.outbox import HttpTransport, Transport
from tests.standins.slack.delivery.socket import SocketServer
from tests.standins.slack.state import State
from tests.standins.slack.webapi.api import bearer, http_face
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]

EXPIRES_IN = 43_200


class DistributedApp:
    """An app, and the workspaces that it may be installed in.

    Args:
        manifest: The app's.
        socket_mode: Its events come over one connection, from all workspaces.
        rotates: Its tokens expire.
    """

    client_id, client_secret = "111.222", "standin-client-secret"

    def __init__(self, manifest: Json, *, socket_mode: bool = False, rotates: bool = False) -> None:
        self._manifest = manifest
        self._rotates = rotates
        self._workspaces: dict[str, SlackWorkspace] = {}
        self._faces: dict[str, ASGIApp] = {}
        self._codes: dict[str, tuple[SlackWorkspace, Json]] = {}
        self._refresh_tokens: dict[str, str] = {}
        self._transport: Transport | None = SocketServer(State.app_id) if socket_mode else None
        self._closing = contextlib.ExitStack()
        self.url = ""
        #: How often it got new tokens for old ones, and the error by which it gets none.
        self.refreshed, self.refuse_refreshing = 0, ""

    def __enter__(self) -> Self:
        self.url = self._closing.enter_context(serve(self))
        return self

    def __exit__(self, *_: object) -> None:
        for workspace in self._workspaces.values():
            workspace.__exit__()
        self._closing.close()
        if isinstance(self._transport, SocketServer):
            self._transport.close()

    @property
    def api_url(self) -> str:
        """What the app takes in the place of https://slack.com/api/."""
        return f"{self.url}/api/"

    def deliver_to(self, url: str) -> None:
        """Set the app's request URL."""
        self._transport = HttpTransport(url, State.signing_secret)
        for workspace in self._workspaces.values():
            if workspace._state.bot_tokens:
                workspace._outbox.transport = self._transport

    def workspace(self, name: str, organization: str = "") -> SlackWorkspace:
        """A workspace, where the app is not installed yet."""
        workspace = SlackWorkspace(manifest=self._manifest, name=name)
        state = workspace._state
        state.base_url, state.organization = self.url, organization
        state.bot_tokens.clear()
        workspace._api = type(workspace._api)(
            state, workspace._grants, workspace._events, self._socket_url
        )
        self._workspaces[workspace.team_id] = workspace
        self._faces[workspace.team_id] = http_face(workspace._api, socket_mode=True)
        return workspace

    def consent(self, workspace: SlackWorkspace, url: str) -> str:
        """An administrator agrees at `url`; returns where Slack sends the browser."""
        parts, asked = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
        assert parts.path == "/oauth/v2/authorize"
        assert asked["client_id"] == self.client_id
        assert set(asked["scope"].split(",")) <= {*self._manifest["oauth_config"]["scopes"]["bot"]}
        assert asked["redirect_uri"] in self._manifest["oauth_config"]["redirect_urls"]
        code = secrets.token_hex(12)
        self._codes[code] = workspace, asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def expire(self, workspace: SlackWorkspace) -> None:
        """Let all tokens of a workspace be too old but the newest."""
        workspace._state.bot_tokens.intersection_update({workspace._state.bot_token})

    def uninstall(self, workspace: SlackWorkspace) -> None:
        """Remove the app from a workspace."""
        workspace._state.bot_tokens.clear()
        workspace.uninstall()

    def revoke(self, workspace: SlackWorkspace) -> None:
        """Make the app's token in a workspace good for nothing."""
        workspace._state.bot_tokens.clear()
        workspace.revoke(workspace.bot_user)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for slack.com: by the token, or the address, of which workspace."""
        request = Request(scope, receive)
        if request.url.path == "/api/oauth.v2.access":
            await JSONResponse(self._access(request, await _form(request)))(scope, receive, send)
            return
        by_path = request.url.path.split("/")[2] if request.url.path.startswith("/resp") else ""
        token = bearer(request)
        team = by_path or next(
            (team for team, each in self._workspaces.items() if token in each._state.bot_tokens),
            next(iter(self._workspaces)),  # it knows no such token, or the app's own
        )
        await self._faces[team](scope, receive, send)

    def _access(self, request: Request, form: dict[str, str]) -> Json:
        """oauth.v2.access, with a code or with a refresh token."""
        basic = request.headers.get("authorization", "").removeprefix("Basic ")
        if base64.b64decode(basic).decode() != f"{self.client_id}:{self.client_secret}":
            return {"ok": False, "error": "bad_client_secret"}
        if form.get("grant_type") == "refresh_token":
            if self.refuse_refreshing:
                return {"ok": False, "error": self.refuse_refreshing}
            team = self._refresh_tokens.pop(form["refresh_token"], "")
            if not team:
                return {"ok": False, "error": "invalid_refresh_token"}
            self.refreshed += 1
            return self._granted(self._workspaces[team])
        if form.get("code") not in self._codes:
            return {"ok": False, "error": "invalid_code"}
        workspace, asked = self._codes.pop(form["code"])
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return {"ok": False, "error": "bad_redirect_uri"}
        workspace._outbox.transport = self._transport
        return self._granted(workspace)

    def _granted(self, workspace: SlackWorkspace) -> Json:
        state = workspace._state
        tokens: Json = {}
        with state.edit():
            prefix = "xoxe.xoxb-1-" if self._rotates else "xoxb-"
            state.bot_token = f"{prefix}{state.team_domain}-{secrets.token_hex(8)}"
            state.bot_tokens.add(state.bot_token)
        if self._rotates:
            refresh_token = f"xoxe-1-{secrets.token_hex(8)}"
            self._refresh_tokens[refresh_token] = workspace.team_id
            tokens = {"refresh_token": refresh_token, "expires_in": EXPIRES_IN}
        team = {"id": workspace.team_id, "name": state.team_domain.title()}
        organization = {"id": state.organization, "name": f"{state.team_domain.title()} Group"}
        return {
            "ok": True,
            "access_token": state.bot_token,
            "token_type": "bot",
            "scope": ",".join(self._manifest["oauth_config"]["scopes"]["bot"]),
            "bot_user_id": state.bot_user,
            "app_id": state.app_id,
            "team": None if state.organization else team,
            "enterprise": organization if state.organization else None,
            "is_enterprise_install": bool(state.organization),
            "authed_user": {"id": "U0000ADMIN"},
            **tokens,
        }

    def _socket_url(self) -> str:
        assert isinstance(self._transport, SocketServer), "the app is not in Socket Mode"
        return self._transport.new_url()


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
