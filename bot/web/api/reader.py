"""GET /v1/reader: which reader answers, and what may be asked; tells whether a key is good."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import __version__
from bot.domain.errors import BotError
from bot.domain.language import languages
from bot.domain.question import (
    MAX_QUESTION_CHARACTERS,
    MAX_QUESTIONS,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
)
from bot.web.api.endpoint import EndpointDeps


class ReaderEndpoint:
    """Tells of the reader.

    Args:
        deps: What it works with.
    """

    def __init__(self, deps: EndpointDeps) -> None:
        self._deps = deps

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        try:
            caller = await self._deps.admit(request.headers)
        except BotError as error:
            return self._deps.refusal(error, request.headers)
        model = self._deps.service.model
        return JSONResponse(
            {
                "model": {"name": model.name, "version": model.version},
                "version": __version__,
                "scopes": sorted(caller.scopes),
                "languages": sorted(languages()),
                "limits": {
                    "question": MAX_QUESTION_CHARACTERS,
                    "questions": MAX_QUESTIONS,
                    "text": MAX_TEXT_CHARACTERS,
                    "file_bytes": self._deps.most_file_bytes,
                    "top_k": MAX_TOP_K,
                },
            }
        )
