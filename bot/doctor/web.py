"""Whether the bot can be reached from outside, by whom, and by Slack."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
import time

import httpx

from bot.doctor.refusals import APP_SETTINGS, HEARS_NOTHING
from bot.domain.operation.finding import Finding
from bot.settings import Settings
from bot.web.server import is_loopback_address

_SECONDS = 10.0
_PUBLIC = "MRC_PUBLIC_URL"
_REQUEST = "Slack: request URL"
_API = "HTTP API"


async def examine_public_url(settings: Settings) -> list[Finding]:
    """Return whether the public address leads to a running bot, and takes what Slack signs."""
    over_http = settings.slack and not settings.socket_mode
    base = settings.mrc_public_url
    if base is None:
        if not over_http:
            return []
        detail = "not tried: MRC_PUBLIC_URL does not say where Slack reaches the bot"
        return [Finding("odd", _REQUEST, detail)]
    found = []
    if not base.startswith("https:"):
        found.append(Finding("odd", _PUBLIC, f"{base} is not https://, which Slack asks for"))
    async with httpx.AsyncClient(timeout=_SECONDS) as web:
        found.append(await _reached(web, base))
        if over_http and found[-1].state == "good" and settings.slack_signing_secret:
            secret = settings.slack_signing_secret.get_secret_value()
            found.append(await _challenged(web, f"{base}/slack/events", secret))
    return found


def examine_listening(settings: Settings, keys: int) -> list[Finding]:
    """Return whether anybody may ask over HTTP, where more than this machine can reach the bot.

    Args:
        settings: The bot's.
        keys: How many keys of the HTTP API are in use.
    """
    host = settings.mrc_host
    try:
        address = str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        return [Finding("bad", _API, f"MRC_HOST {host} is no address: {error.strerror}")]
    if is_loopback_address(address):
        return []
    if keys:
        return [
            Finding("good", _API, f"{host} is reached from elsewhere; keys that may ask: {keys}")
        ]
    return [
        Finding(
            "odd",
            _API,
            f"{host} is reached from elsewhere, and nobody may ask: there is no key",
            "`mrc-bot keys create NAME` makes one; Slack needs none",
        )
    ]


async def _reached(web: httpx.AsyncClient, base: str) -> Finding:
    click = "is the bot running (mrc-bot serve), and does the proxy pass everything on to it?"
    try:
        reply = await web.get(f"{base}/healthz")
    except httpx.HTTPError as error:
        return Finding("bad", _PUBLIC, f"{base} cannot be reached ({type(error).__name__})", click)
    if reply.status_code != 200 or "ok" not in reply.text[:100]:
        return Finding("bad", _PUBLIC, f"{base}/healthz says {reply.status_code}", click)
    return Finding("good", _PUBLIC, f"{base} leads to a bot")


async def _challenged(web: httpx.AsyncClient, url: str, secret: str) -> Finding:
    """Ask as Slack does when a request URL is entered, and see whether the answer is right."""
    challenge = secrets.token_hex(16)
    body = json.dumps({"type": "url_verification", "challenge": challenge})
    timestamp = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
    try:
        reply = await web.post(url, content=body, headers=headers)
    except httpx.HTTPError as error:
        return Finding("bad", _REQUEST, f"{url} does not answer ({type(error).__name__})")
    if reply.status_code == 200 and challenge in reply.text[:1_000]:
        click = (
            f'{APP_SETTINGS} > Event Subscriptions has to show it as "Verified": else Retry there; '
            f"{HEARS_NOTHING}"
        )
        return Finding("good", _REQUEST, f"{url} takes what Slack signs", click)
    meanings = {
        401: ("the running bot has another SLACK_SIGNING_SECRET", "start it anew"),
        404: ("the running bot takes no events there", "it runs in Socket Mode (SLACK_APP_TOKEN)"),
        503: ("the running bot has not reached Slack yet", "look at its log: slack_away"),
    }
    meaning, click = meanings.get(
        reply.status_code, (f"{url} says {reply.status_code}", "what answers there is not the bot")
    )
    return Finding("bad", _REQUEST, meaning, click)
