"""What Slack says no with -> what that means for whoever installs the bot, and what to click. Pure.

https://docs.slack.dev/reference/methods/auth.test#errors and those of apps.connections.open
"""

from __future__ import annotations

from bot.domain.operation.finding import Finding
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason

APP_SETTINGS = "api.slack.com/apps > your app"
HEARS_NOTHING = (
    "to which events the app is subscribed Slack does not tell. If it hears nothing: "
    f"{APP_SETTINGS} > App Manifest has to be what `mrc-bot manifest` prints"
)

_COPY = (
    f"{APP_SETTINGS} > OAuth & Permissions > Bot User OAuth Token (xoxb-…): copy it into "
    "SLACK_BOT_TOKEN"
)
_REINSTALL = f"{APP_SETTINGS} > Install App > Install to Workspace, and copy the new token"
_BOT_TOKEN: dict[str, tuple[str, str]] = {
    "invalid_auth": ("Slack knows no such token: mistyped, cut off, or of a deleted app", _COPY),
    "not_authed": ("Slack was sent no token", _COPY),
    "account_inactive": ("the app was removed from the workspace", _REINSTALL),
    "token_revoked": ("the token was revoked, as when the app is removed", _REINSTALL),
    "token_expired": (
        "the app's tokens expire (token rotation), and this one has",
        "workspaces with such an app install it themselves: SLACK_CLIENT_ID, docs/slack.md. Or "
        "make another app of what `mrc-bot manifest` prints: its token does not expire",
    ),
    "not_allowed_token_type": ("this is another kind of token than a bot's", _COPY),
    "org_login_required": (
        "the workspace is being moved into an organization",
        "wait until Slack has moved it",
    ),
    "access_denied": ("the workspace does not let this address in", "ask its administrator"),
    "team_access_not_granted": (
        "the app was not let into this workspace of the organization",
        "ask the organization's administrator to add the app to the workspace",
    ),
}
_GENERATE = (
    f"{APP_SETTINGS} > Basic Information > App-Level Tokens > Generate Token and Scopes, with "
    "connections:write; copy it (xapp-…) into SLACK_APP_TOKEN"
)
_APP_TOKEN: dict[str, tuple[str, str]] = {
    "invalid_auth": ("Slack knows no such token: mistyped, cut off, or revoked", _GENERATE),
    "not_allowed_token_type": ("this is another kind of token than an app-level one", _GENERATE),
    "missing_scope": ("the token lacks connections:write", _GENERATE),
    "no_permission": ("the token lacks connections:write", _GENERATE),
}
_SOCKET_MODE = f"{APP_SETTINGS} > Socket Mode > Enable Socket Mode"


def refused_bot_token(error: BaseException, what: str, api_url: str) -> Finding:
    """Return what a failed call with a bot token means."""
    return _finding(error, what, api_url, _BOT_TOKEN, _COPY)


def refused_app_token(error: BaseException, what: str, api_url: str) -> Finding:
    """Return what a failed call with an app-level token means."""
    return _finding(error, what, api_url, _APP_TOKEN, _SOCKET_MODE)


def _finding(
    error: BaseException,
    what: str,
    api_url: str,
    known: dict[str, tuple[str, str]],
    otherwise: str,
) -> Finding:
    assert isinstance(error, SLACK_FAILURES)  # noqa: S101 - called for these alone
    reason = slack_reason(error)
    if reason.startswith(("HTTP 4", "HTTP 2", "an answer")):
        return Finding(
            "bad",
            what,
            f"{api_url} does not answer as Slack does ({reason})",
            "unset SLACK_API_URL, or correct it: Slack's own is https://slack.com/api",
        )
    if refusal(error) == "passing":
        return Finding(
            "bad",
            what,
            f"{api_url} cannot be reached ({reason})",
            "is there a proxy or a firewall between? `curl -I https://slack.com/api/api.test`; "
            "https://slack-status.com tells whether Slack is away. A running bot waits for it",
        )
    meaning, click = known.get(reason, (f"Slack says {reason}", otherwise))
    return Finding("bad", what, f"{meaning} ({reason})", click)
