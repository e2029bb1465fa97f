"""Errors over HTTP: RFC 9457 problem details, in the asker's language."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from bot.domain.errors import BotError
from bot.domain.language import Language, say

_RETRY_SECONDS = 5


def problem(error: BotError, language: Language, **members: str) -> JSONResponse:
    """Return an error as `application/problem+json`.

    429 and 503 say when to try again, 401 how to say who one is.

    Args:
        error: What went wrong.
        language: Of the detail.
        members: More of the problem, beside RFC 9457's own.
    """
    headers = {}
    if error.status in (429, 503):
        headers["Retry-After"] = str(error.parameters.get("seconds", _RETRY_SECONDS))
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    detail = say(language, f"error.{error.slug}", **error.parameters)
    kind, title = f"urn:mrc-bot:{error.slug}", _title(error.slug)
    return _problem(error.status, kind, title, detail, headers, members)


def http_problem(error: HTTPException) -> JSONResponse:
    """Return what the router says, as a problem: no such path, no such method."""
    return _problem(error.status_code, "about:blank", error.detail, error.detail, error.headers, {})


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _problem(
    status: int,
    kind: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None,
    members: Mapping[str, str],
) -> JSONResponse:
    return JSONResponse(
        {"type": kind, "title": title, "status": status, "detail": detail, **members},
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )
