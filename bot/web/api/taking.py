"""A request's body, taken in: JSON, or a form with a file."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import TypeVar

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.domain.errors import MalformedRequestError, PageTooLargeError, TextTooLongError
from bot.domain.question import (
    MAX_QUESTION_CHARACTERS,
    MAX_QUESTIONS,
    MAX_TEXT_CHARACTERS,
    File,
)
from bot.web.api.asked import Asked
from bot.web.api.skeleton import Skeleton
from bot.web.body import BodyTooLargeError, read_body

_FORM = "multipart/form-data"
_MOST_AROUND = 4096
_MOST_CHARACTERS = MAX_TEXT_CHARACTERS + MAX_QUESTIONS * MAX_QUESTION_CHARACTERS
# JSON may spell a code point as twelve bytes (two \uXXXX escapes), UTF-8 as four.
_MOST_JSON_BYTES = 12 * _MOST_CHARACTERS + _MOST_AROUND
_MOST_FIELDS = MAX_QUESTIONS + 10
_MOST_NAME = 255

Body = TypeVar("Body", bound=Asked)


class _InMemory(MultiPartParser):
    """Writes no file to a disk: it is somebody's, and bounded."""

    spool_max_size = 1 << 40


async def take(request: Request, shape: type[Body], most_file_bytes: int) -> Body:
    """Return what a request asks.

    Args:
        request: Its body is still to be read.
        shape: What may be asked.
        most_file_bytes: Of a file; larger ones are not read to their end.

    Raises:
        BotError: It is too large, or not of the documented shape.
    """
    if request.headers.get("content-type", "").lower().startswith(_FORM):
        return await _take_form(request, shape, most_file_bytes)
    try:
        body = await read_body(request, _MOST_JSON_BYTES, Skeleton().add)
    except BodyTooLargeError as error:
        raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}") from error
    return await asyncio.to_thread(shape.of_json, body)


async def _take_form(request: Request, shape: type[Body], most_file_bytes: int) -> Body:
    most = most_file_bytes + 4 * _MOST_CHARACTERS + _MOST_AROUND
    parser = _InMemory(
        request.headers,
        _up_to(most, request),
        max_files=1,
        max_fields=_MOST_FIELDS,
        max_part_size=4 * MAX_TEXT_CHARACTERS,
    )
    too_large = PageTooLargeError(limit=most_file_bytes // 1_000_000)
    try:
        form = await parser.parse()
    except BodyTooLargeError as error:
        raise too_large from error
    except (MultiPartException, UnicodeDecodeError) as error:
        raise MalformedRequestError(detail="the form cannot be read") from error
    try:
        fields: dict[str, list[str]] = defaultdict(list)
        file: File | None = None
        for name, given in form.multi_items():
            if isinstance(given, str):
                fields[name].append(given)
                continue
            if name != "file":
                raise MalformedRequestError(detail="a file's field is called file")
            file = await _file(given)
            if len(file.body) > most_file_bytes:
                raise too_large
    finally:
        await form.close()
    return shape.of_form(fields, file)


async def _file(given: UploadFile) -> File:
    # A path, as some browsers send, is nobody's name.
    name = (given.filename or "").replace("\\", "/").rpartition("/")[2][-_MOST_NAME:]
    return File(await given.read(), name, given.content_type or "")


async def _up_to(most: int, request: Request) -> AsyncGenerator[bytes, None]:
    """Yield the parts of a request's body.

    Raises:
        BodyTooLargeError: There are more bytes than that.
    """
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise BodyTooLargeError
        yield part
