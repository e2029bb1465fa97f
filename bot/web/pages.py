"""The page to try it on, the API's reference, and the words of both. Nothing is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.domain.language import languages

_STATIC = Path(__file__).parent / "static"
# Of `bot/domain/locale`, what the pages say.
_GROUPS = ("page.", "reason.", "reply.")
# Asked for anew each time, and sent only if it is another one: an update shows at once.
_FRESH = {"Cache-Control": "no-cache"}


class _Static(StaticFiles):
    """Files that a browser asks for anew, and gets only if they have changed."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file, or that it is the one the browser has."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(_FRESH)
        return response


def routes() -> list[BaseRoute]:
    """Return the routes of the pages."""
    words = _words()

    async def page(_: Request) -> Response:
        return FileResponse(_STATIC / "index.html", headers=_FRESH)

    async def reference(_: Request) -> Response:
        return FileResponse(_STATIC / "reference.html", headers=_FRESH)

    async def show_words(_: Request) -> Response:
        return JSONResponse(words, headers=_FRESH)

    return [
        Route("/", page),
        Route("/docs", reference),
        Route("/words", show_words),
        Mount("/static", _Static(directory=_STATIC)),
    ]


def _words() -> dict[str, Any]:
    """Return the pages' words in each language; of one with plurals, the last form."""
    return {
        language: {
            "name": catalogue.name,
            "words": {
                key: message if isinstance(message, str) else message[-1]
                for key, message in catalogue.messages.items()
                if key.startswith(_GROUPS)
            },
        }
        for language, catalogue in languages().items()
    }
