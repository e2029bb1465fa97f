"""Which pages may ask from a browser: this site's, those of origins that are named, extensions.

A page that somebody opens in the operator's browser may send requests here by this host's name:
the Origin header then tells. https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from bot.web.problems import http_problem

# chrome-extension, moz-extension, safari-web-extension: a page of the web cannot claim such an
# origin, and an extension may only ask a host that its user has let it.
_EXTENSION = "-extension"
_SENT = ("Authorization", "Content-Type", "Idempotency-Key", "X-Request-ID")
_READ = ("Idempotency-Replayed", "Retry-After", "WWW-Authenticate", "X-Request-ID")
_PREFLIGHT_SECONDS = 3600


class Cors(CORSMiddleware):
    """Lets browsers hand the responses to pages of the origins that are named.

    Args:
        app: What answers.
        origins: MRC_CORS_ORIGINS.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=_SENT,
            expose_headers=_READ,
            max_age=_PREFLIGHT_SECONDS,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Say what a page may send; a refusal is a problem like any other."""
        response = super().preflight_response(request_headers)
        if response.status_code == HTTPStatus.OK:
            return response
        vary = {"Vary": response.headers["vary"]}
        words = bytes(response.body).decode()
        return http_problem(HTTPException(response.status_code, words, vary))


def may_ask(headers: Headers, origins: Collection[str]) -> bool:
    """Tell whether a request is of no page, or of one that may ask.

    Args:
        headers: The request's.
        origins: MRC_CORS_ORIGINS.
    """
    origin = headers.get("origin")
    if origin is None or origin in origins:
        return True
    try:
        sent_by = urlsplit(origin)
        return sent_by.netloc == headers.get("host") or sent_by.scheme.endswith(_EXTENSION)
    except ValueError:  # "http://[": of no site at all
        return False
