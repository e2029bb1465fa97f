"""Errors over HTTP: RFC 9457 problem details, in the asker's language."""

from __future__ import annotations

from starlette.responses import JSONResponse

from bot.errors import BotError
from bot.language import Language, say


def problem(error: BotError, language: Language) -> JSONResponse:
    """`application/problem+json` of an error; 429 and 503 say when to try again."""
    headers = {"Retry-After": "5"} if error.status in (429, 503) else None
    return JSONResponse(
        {
            "type": f"urn:mrc-bot:{error.slug}",
            "title": error.slug.replace("-", " ").capitalize(),
            "status": error.status,
            "detail": say(language, f"error.{error.slug}", **error.parameters),
        },
        status_code=error.status,
        headers=headers,
        media_type="application/problem+json",
    )
