"""What strangers send at the edge of every limit: questions, texts, pages."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

QUESTION = 2_000
TEXT = 1_000_000
PAGE = 20_000_000

_UNITS = {
    "dots": ".",
    "blanks": "가 \n",
    "one word": "가",
    "emoji": "👨\u200d👩\u200d👧",
    "brackets": "((",
    "sentences": "세종이 만들었다. ",
}
_TAGS = {
    "tags": "<b>",
    "tags of a tree": "<p>x",
    "attributes": "<a b=c>",
    "deep": "<div>",
    "cells": "<tr><td>x",
    "no end": "<a ",
    "quotes": "<a b='",
    "comments": "<!--",
    "scripts": "<script>var a = 1;</script>",
}
# The most tags that a tree is made of.
_PARSED = 119_000


def texts() -> Iterator[tuple[str, str]]:
    """Yield texts of the greatest length, by name."""
    for name, unit in _UNITS.items():
        yield name, (unit * (TEXT // len(unit) + 1))[:TEXT]


def questions() -> Iterator[tuple[str, str]]:
    """Yield questions of the greatest length, by name."""
    for name, unit in _UNITS.items():
        yield name, (unit * (QUESTION // len(unit) + 1))[: QUESTION - 1] + "?"


def paths() -> list[str]:
    """Return the paths of the pages of `site`."""
    return [f"/{name.replace(' ', '-')}/{size}" for name in _TAGS for size in (PAGE, _PARSED)]


def site() -> Starlette:
    """Return a site of pages that cost as much as a page may.

    Those whose size is `PAGE` have so many bytes, the others as many tags as are parsed.
    """

    async def page(request: Request) -> Response:
        unit = _TAGS[request.path_params["name"].replace("-", " ")]
        size = request.path_params["size"]
        count = size // (len(unit) if size == PAGE else unit.count("<"))
        return Response(unit * count, media_type="text/html; charset=utf-8")

    return Starlette(routes=[Route("/{name}/{size:int}", page)])
