"""mrc-bot ask: questions of one text, file or page."""

from __future__ import annotations

import json
import locale
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import NAME, settings_or_fail
from bot.domain.errors import BotError, EmptySourceError, PageTooLargeError, TextTooLongError
from bot.domain.language import Language, choose_language, say
from bot.domain.question import (
    DEFAULT_TOP_K,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
    File,
    GivenText,
    Source,
    WebPage,
)
from bot.domain.reply import Reply
from bot.domain.source.place import places_of
from mrc_core.evaluate.console import errors_in_one_line, fail

# Four bytes spell any code point in UTF-8; documents hold more than their text.
_MOST_INPUT_BYTES = 4 * MAX_TEXT_CHARACTERS
_MOST_FILE_MEGABYTES = 20
# What a browser shows as a page, and can be sent to a place in.
_PAGES = (".html", ".htm", ".xhtml")


def ask(
    question: Annotated[
        str | None, typer.Argument(help="What you would like to know; with -i it may come later.")
    ] = None,
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
    interactive: Annotated[
        bool,
        typer.Option("--interactive", "-i", help="Ask on: a question a line, of the same source."),
    ] = False,
    opens: Annotated[
        bool, typer.Option("--open", help="Open the source where the answer stands in it.")
    ] = False,
) -> None:
    """Ask one question of one text, on the reader that the settings name; with -i, several."""
    # These take a moment to import.
    from bot.cli.ask.conversation import Conversation
    from bot.cli.terminal import next_question, print_reply, waiting
    from mrc_core import ReaderError

    if question is None and not interactive:
        fail(NAME, "Missing argument 'QUESTION'.")
    settings = settings_or_fail()
    setting = settings.mrc_language
    language = choose_language(setting, question or "", locale.getlocale()[0])
    try:
        source = _source(stdin, text, file, url)
    except BotError as error:
        fail(NAME, _said(error, language))
    if interactive and stdin:
        fail(NAME, "with -i stdin has the questions: give the text by --text, --file or --url")
    with (
        errors_in_one_line(NAME, ReaderError),
        Conversation(settings, source, goes_on=interactive) as conversation,
    ):
        asked = question if question is not None else next_question(language)
        while asked is not None:
            # One without letters of its own is in the language of the one before.
            language = choose_language(setting, asked, language)
            try:
                with waiting(language) as tell:
                    reply = conversation.ask(asked, top_k, tell)
            except BotError as error:
                if not conversation.is_open:
                    fail(NAME, _said(error, language))
                typer.echo(f"{NAME}: {_said(error, language)}", err=True)
            else:
                if as_json:
                    typer.echo(json.dumps(reply.to_json(), ensure_ascii=False))
                else:
                    print_reply(reply, language)
                if opens:
                    _open(reply, file, language)
            asked = next_question(language) if interactive else None


def _said(error: BotError, language: Language) -> str:
    return say(language, f"error.{error.slug}", **error.parameters)


def _open(reply: Reply, file: Path | None, language: Language) -> None:
    """Open the source of a reply at its place, in a browser or what else opens such files."""
    url = _place_in(file, reply) if file else reply.place.url
    if url is None or not (reply.reading.answer or reply.nearest):
        typer.echo(f"{NAME}: {say(language, 'cli.nothing-to-open')}", err=True)
    elif not webbrowser.open(url):
        typer.echo(f"{NAME}: {say(language, 'cli.no-browser', url=url)}", err=True)


def _place_in(file: Path, reply: Reply) -> str | None:
    """Return the address of a file on this machine, at a reply's place in it."""
    document = replace(reply.document, url=file.resolve().as_uri())
    if file.suffix.lower() in _PAGES:
        document = replace(document, kind="web")
    answers = [replace(answer, passage=0) for answer in reply.reading.candidates[:1]]
    return next((place.url for place in places_of([document], answers)), document.url)


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
