"""Which names this host answers to.

A page that somebody opens in the operator's browser may send requests here by a name of its own
that it lets point here (DNS rebinding): the Host header then tells.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.domain.errors import UntrustedHostError
from bot.domain.language import LanguageSetting, choose_language
from bot.web.problems import problem

# Probes and scrapers ask by address, and Slack's requests are signed: no browser sends these.
_EXEMPT = frozenset(("/healthz", "/readyz", "/metrics", "/slack/events"))


class TrustedHosts:
    """Answers only who asks for one of the hosts that are trusted.

    Args:
        app: What answers.
        hosts: Names and addresses, without a port; "*" trusts all.
        language: MRC_LANGUAGE.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], language: LanguageSetting) -> None:
        self._app = app
        self._hosts = frozenset(host.strip("[]").lower() for host in hosts)
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in _EXEMPT and "*" not in self._hosts:
            headers = Headers(scope=scope)
            if _host_name(headers.get("host", "")) not in self._hosts:
                locale = headers.get("accept-language")
                refusal = problem(UntrustedHostError(), choose_language(self._language, "", locale))
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _host_name(host: str) -> str:
    """Return a Host header's name without its port, "" where there is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
