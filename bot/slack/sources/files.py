"""A file of Slack -> its bytes, or why they cannot be had."""

from __future__ import annotations

import re
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import (
    GoneError,
    HiddenFileError,
    MissingPermissionError,
    NotForTheBotError,
    PictureError,
    RecordingError,
)
from bot.domain.question import File, WebPage
from bot.slack.client.failures import SLACK_FAILURES
from bot.slack.sources.access import Asker, check_file
from bot.slack.sources.download import Downloaded, DownloadLimits, download
from bot.slack.sources.names import WorkspaceNames
from bot.slack.sources.refused import why_unread
from bot.slack.understand.incoming import files_of
from bot.slack.understand.meaning import SlackFile

_READ_FILES = "files:read"
_READ_CANVASES = "canvases:read"
_CANVAS_MENTION = re.compile(r"!\[\]\(([@#][UWC][A-Z0-9]{1,20})\)")
_CANVAS_MIMETYPE = "application/vnd.slack-docs"


def is_described(file: SlackFile) -> bool:
    """Tell whether a message says enough of a file to read it."""
    return not file.needs_info and bool(file.url or file.mode)


async def read_file(
    client: AsyncWebClient, file: SlackFile, limits: DownloadLimits, names: WorkspaceNames
) -> File | WebPage:
    """Return a file that somebody shared or points to; the address of one that is not Slack's.

    Args:
        client: Of the workspace.
        file: As it is described.
        limits: Of the download.
        names: What people are called that it names.

    Raises:
        BotError: It cannot be had, and why.
    """
    match file.mode:
        case "tombstone":
            raise GoneError
        case "hidden_by_limit":
            raise HiddenFileError
        case "external" if file.url:
            return WebPage(file.url)
    if file.mode in ("canvas", "quip") or file.mimetype == _CANVAS_MIMETYPE:
        return await _canvas(client, file, names)
    if file.mimetype.startswith("image/"):
        raise PictureError
    if file.mimetype.startswith(("audio/", "video/")):
        raise RecordingError
    if not file.url:
        raise NotForTheBotError
    if file.size > limits.max_bytes:
        raise limits.too_large
    came = await download(client, file.url, limits)
    if _is_sign_in(came, file):
        raise MissingPermissionError(scope=_READ_FILES)
    # Of anything else Slack guesses, and what is in the file says more.
    is_text = file.mimetype.startswith(("text/", "message/"))
    return File(came.body, file.name, file.mimetype if is_text else "")


async def describe_file(client: AsyncWebClient, file: SlackFile, asker: Asker) -> SlackFile:
    """Return a file with the description that its message held back, or that a link has not.

    Raises:
        BotError: It cannot be had, and why.
    """
    try:
        info: dict[str, Any] = (await client.files_info(file=file.id))["file"]
    except SLACK_FAILURES as error:
        raise why_unread(error, _READ_FILES) from error
    if info.get("file_access") == "access_denied":
        raise NotForTheBotError
    await check_file(client, info, asker)
    return files_of({"files": [{**info, "file_access": "visible"}]})[0]


async def _canvas(client: AsyncWebClient, file: SlackFile, names: WorkspaceNames) -> File:
    try:
        content = str((await client.canvases_getContent(canvas_id=file.id))["content"])
    except SLACK_FAILURES as error:
        raise why_unread(error, _READ_CANVASES) from error
    text = await names.named(client, _CANVAS_MENTION.sub(r"<\1>", content))
    return File(text.encode(), file.name, "text/markdown")


def _is_sign_in(came: Downloaded, file: SlackFile) -> bool:
    """Tell whether Slack sent its sign-in page: it does so with 200, where the scope is missing."""
    if not came.content_type.lower().startswith("text/html"):
        return False
    return "html" not in file.mimetype or len(came.body) != file.size
