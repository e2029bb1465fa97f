"""mrc-bot ask: one question of one text, file or page."""

from __future__ import annotations

import asyncio
import json
import locale
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import NAME, settings_or_fail
from bot.domain.errors import BotError, EmptySourceError, PageTooLargeError, TextTooLongError
from bot.domain.language import choose_language, say
from bot.domain.question import (
    DEFAULT_TOP_K,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
    File,
    GivenText,
    Question,
    Source,
    WebPage,
)
from bot.domain.reply import Reply
from bot.settings import Settings
from bot.sources.fetch.guard import parse_url
from mrc_core.evaluate.console import errors_in_one_line, fail

# Four bytes spell any code point in UTF-8; documents hold more than their text.
_MOST_INPUT_BYTES = 4 * MAX_TEXT_CHARACTERS
_MOST_FILE_MEGABYTES = 20


def ask(
    question: Annotated[str, typer.Argument(help="What you would like to know.")],
    stdin: Annotated[
        str | None, typer.Argument(metavar="[-]", help="A dash reads the text from stdin.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The text to read.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A file to read: text, HTML, Markdown, PDF, docx, hwpx.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="A web page or document to read.")] = None,
    top_k: Annotated[
        int, typer.Option(min=1, max=MAX_TOP_K, help="How many candidates to show.")
    ] = DEFAULT_TOP_K,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer object of the HTTP API.")
    ] = False,
) -> None:
    """Ask one question of one text, on the reader that the settings name."""
    settings = settings_or_fail()
    language = choose_language(settings.mrc_language, question, locale.getlocale()[0])
    try:
        source = _source(stdin, text, file, url)
        reply = asyncio.run(_ask(settings, Question(question, (source,), top_k)))
    except BotError as error:
        fail(NAME, say(language, f"error.{error.slug}", **error.parameters))
    if as_json:
        typer.echo(json.dumps(reply.to_json(), ensure_ascii=False))
    else:
        from bot.cli.terminal import print_reply

        print_reply(reply, language)


async def _ask(settings: Settings, question: Question) -> Reply:
    from bot.app import running_service
    from bot.metrics import Metrics
    from bot.service import validate
    from mrc_core import ReaderError

    # Before TensorFlow takes its seconds.
    validate(question)
    for source in question.sources:
        if isinstance(source, WebPage):
            parse_url(source.url)
    extracts = not all(isinstance(source, GivenText) for source in question.sources)
    with errors_in_one_line(NAME, ReaderError):
        async with running_service(settings, Metrics(), extracts=extracts) as service:
            return await service.answer(question)


def _source(stdin: str | None, text: str | None, file: Path | None, url: str | None) -> Source:
    if stdin is not None and stdin != "-":
        fail(
            NAME,
            "quote the question: it is one argument; the text comes by --text, --file, --url, -",
        )
    given = [one for one in (stdin, text, file, url) if one is not None]
    if len(given) > 1:
        fail(NAME, "give one of --text, --file, --url and -")
    if url is not None:
        return WebPage(url)
    if text is not None:
        return GivenText(text)
    from bot.sources.extract.charset import decode

    if file is not None:
        try:
            with file.open("rb") as opened:
                body = opened.read(1_000_000 * _MOST_FILE_MEGABYTES + 1)
        except OSError as error:
            fail(NAME, f"cannot read {file}: {error.strerror}")
        if len(body) > 1_000_000 * _MOST_FILE_MEGABYTES:
            raise PageTooLargeError(limit=_MOST_FILE_MEGABYTES)
        return File(body, file.name)
    if stdin == "-":
        body = sys.stdin.buffer.read(_MOST_INPUT_BYTES + 1)
        if len(body) > _MOST_INPUT_BYTES:
            raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
        return GivenText(decode(body))
    raise EmptySourceError
