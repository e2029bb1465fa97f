"""The command line: mrc-bot serve | ask | doctor | manifest | purge. Parses, prints results."""

from __future__ import annotations

import asyncio
import io
import json
import locale
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
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
from bot.keys import app as keys
from bot.settings import Settings, SettingsError, load_settings
from bot.sources.fetch.guard import parse_url
from mrc_core.evaluate.console import errors_in_one_line, fail, run_in_one_line

_NAME = "mrc-bot"
# Four bytes spell any code point in UTF-8; documents hold more than their text.
_MOST_INPUT_BYTES = 4 * MAX_TEXT_CHARACTERS
_MOST_FILE_MEGABYTES = 20

# What is imported inside the commands takes a second that --help need not wait for.

app = typer.Typer(
    help="Answers questions from the text or page you give it: in Slack, over HTTP, here.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys, name="keys")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mrc-bot {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [8000]")] = None,
) -> None:
    """Run the bot: Slack, if its tokens are set, and the HTTP API with a page to try it on."""
    from bot.app import serve as run_bot
    from bot.log import configure
    from bot.slack.client.connect import SlackStartError
    from bot.store.database import StoreError
    from bot.web.server import ListenError
    from mrc_core import ReaderError

    settings = _settings(mrc_host=host, mrc_port=port)
    configure(settings.mrc_log_level)
    if settings.slack_bot_token is None:
        typer.echo(
            "Slack is off: no SLACK_BOT_TOKEN. To switch it on, make an app from what "
            "`mrc-bot manifest` prints, and put its tokens into .env.",
            err=True,
        )
    typer.echo("Starting; the reader takes some seconds to load.", err=True)
    with errors_in_one_line(_NAME, ListenError, ReaderError, SlackStartError, StoreError):
        asyncio.run(run_bot(settings))


@app.command()
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
    settings = _settings()
    language = choose_language(settings.mrc_language, question, locale.getlocale()[0])
    try:
        source = _source(stdin, text, file, url)
        reply = asyncio.run(_ask(settings, Question(question, (source,), top_k)))
    except BotError as error:
        fail(_NAME, say(language, f"error.{error.slug}", **error.parameters))
    if as_json:
        typer.echo(json.dumps(reply.to_json(), ensure_ascii=False))
    else:
        from bot.terminal import print_reply

        print_reply(reply, language)


@app.command()
def doctor() -> None:
    """Check the installation: what is configured, what is reachable, what is missing."""
    from bot.doctor import examine
    from bot.terminal import print_findings

    findings = asyncio.run(examine(_settings()))
    print_findings(findings)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)


@app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(
            help="The bot's public https address, for events over HTTP. Without it: Socket Mode."
        ),
    ] = None,
) -> None:
    """Print the Slack app manifest: paste it at api.slack.com/apps, "From a manifest"."""
    from bot.slack.manifest import manifest as make_manifest

    if url and not url.startswith("https://"):
        fail(_NAME, "--url must start with https://, as Slack asks")
    request_url = url and url.removesuffix("/").removesuffix("/slack/events") + "/slack/events"
    typer.echo(json.dumps(make_manifest(request_url), ensure_ascii=False, indent=2))


@app.command()
def purge(
    team: Annotated[str | None, typer.Option(help="A workspace's id: T…, or E….")] = None,
    user: Annotated[str | None, typer.Option(help="A person's id: U…, or W….")] = None,
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="What is older than this day (UTC)."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete everything without asking.")] = False,
) -> None:
    """Delete kept questions, texts and what threads remember; questions still open, too."""
    settings = _settings()
    if not (team or user or before or yes):
        typer.confirm("Delete everything that is kept?", abort=True)
    since = before.replace(tzinfo=UTC).timestamp() if before else None
    typer.echo(f"{asyncio.run(_purge(settings, team, user, since))} rows deleted")


async def _purge(
    settings: Settings, team: str | None, user: str | None, before: float | None
) -> int:
    from bot.store.database import StoreError
    from bot.store.keeping import Whose
    from bot.store.store import open_store

    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days
    with errors_in_one_line(_NAME, StoreError):
        async with open_store(url, keep_days=days, serving=False) as store:
            return await store.keeping.forget(Whose(team, user, before))


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
    with errors_in_one_line(_NAME, ReaderError):
        async with running_service(settings, Metrics(), extracts=extracts) as service:
            return await service.answer(question)


def _source(stdin: str | None, text: str | None, file: Path | None, url: str | None) -> Source:
    if stdin is not None and stdin != "-":
        fail(
            _NAME,
            "quote the question: it is one argument; the text comes by --text, --file, --url, -",
        )
    given = [one for one in (stdin, text, file, url) if one is not None]
    if len(given) > 1:
        fail(_NAME, "give one of --text, --file, --url and -")
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
            fail(_NAME, f"cannot read {file}: {error.strerror}")
        if len(body) > 1_000_000 * _MOST_FILE_MEGABYTES:
            raise PageTooLargeError(limit=_MOST_FILE_MEGABYTES)
        return File(body, file.name)
    if stdin == "-":
        body = sys.stdin.buffer.read(_MOST_INPUT_BYTES + 1)
        if len(body) > _MOST_INPUT_BYTES:
            raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
        return GivenText(decode(body))
    raise EmptySourceError


def _settings(**overrides: object) -> Settings:
    with errors_in_one_line(_NAME, SettingsError):
        return load_settings(**overrides)


def main() -> None:
    """Run the console script: any wrong use is one line on stderr, as any other error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    run_in_one_line(app, _NAME)
