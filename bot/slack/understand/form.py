"""What is filled in a form: a question, what to read for it, and who sees the answer. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from bot.domain.question import GivenText
from bot.slack.understand.incoming import files_of
from bot.slack.understand.kept import Kinds
from bot.slack.understand.meaning import MOST_SOURCES, Ask, Readable, SlackMessage
from bot.slack.understand.speech.prose import is_passage
from bot.slack.understand.written.links import take_links

Json = Mapping[str, Any]

MESSAGE_SHORTCUT = "mrc_ask_message"
GLOBAL_SHORTCUT = "mrc_ask"

QUESTION_FIELD = "question"
SOURCE_FIELD = "source"
FILES_FIELD = "files"
CHANNEL_FIELD = "channel"
AUDIENCE_FIELD = "audience"
EVERYONE = "everyone"
ALONE = "alone"

# Slack takes 3,000 characters in a field: what is longer stands in several.
FIELD_CHARACTERS = 3_000
MOST_SOURCE_FIELDS = 10

_HOST = r"(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?:[a-z]{2,24}|한국)"
_REST = r"(?::\d{1,5})?(?:/[^\s<>|]*+)?"
# "www.mois.go.kr/…" anywhere, "mois.go.kr/…" with a path, and any host that has a line of its own.
_WITHOUT_SCHEME = regex.compile(
    rf"(?<![\w@./-])(?:(?=www\.){_HOST}{_REST}|{_HOST}(?=[:/][^\s]){_REST})"
    rf"|^[ \t]*+{_HOST}{_REST}[ \t]*+$",
    regex.IGNORECASE | regex.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened; it travels with the form.

    Attributes:
        channel: The conversation; "" where there was none.
        response_url: Where the answer can be given although the bot is not in it; "" without one.
        closed: Nobody can invite the bot there: people talk to each other directly.
        message: What is asked about, if that is a message.
        joined: The bot can answer in that message's thread.
    """

    channel: str = ""
    response_url: str = ""
    closed: bool = False
    message: SlackMessage | None = None
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in.

    Attributes:
        ask: What is asked of what; either may be missing.
        channel: Where it is asked; "" where no conversation was chosen.
        thread_ts: The thread that it is asked in; None: it begins one.
        alone: Its asker alone is to see it.
        response_url: As in `Origin`; None without one.
        closed: As in `Origin`.
    """

    ask: Ask
    channel: str
    thread_ts: str | None
    alone: bool
    response_url: str | None
    closed: bool


_ORIGIN = Kinds(Origin, SlackMessage)


def kept_origin(origin: Origin) -> str:
    """Return an origin as the form keeps it."""
    return json.dumps(_ORIGIN.to_json(origin), separators=(",", ":"))


def origin_of(view: Json) -> Origin:
    """Return where a submitted form was opened.

    Raises:
        KeyError: It is another form.
    """
    origin: Origin = _ORIGIN.of_json(json.loads(view["private_metadata"]))
    return origin


def is_closed(channel: str, name: str = "") -> bool:
    """Tell whether a conversation is a direct one between people, which nobody can be invited to.

    Args:
        channel: Its id.
        name: As Slack calls it in commands and shortcuts; groups of people are "mpdm-…".
    """
    return channel.startswith("D") or name.startswith("mpdm-")


def understand_form(view: Json, response_urls: Sequence[Json] = ()) -> Filled:
    """Return what a submitted form says.

    Args:
        view: As Slack sends it: a form of `render/views/form.py`, with what was filled in.
        response_urls: As Slack sends them, for the conversation that was chosen.

    Raises:
        KeyError: It is another form.
    """
    origin = origin_of(view)
    values = view["state"]["values"]
    question = (values[QUESTION_FIELD][QUESTION_FIELD].get("value") or "").strip()
    audience = (_element(values, AUDIENCE_FIELD).get("selected_option") or {}).get("value")
    named = tuple(_named(values))[:MOST_SOURCES]
    message, chosen = origin.message, _element(values, CHANNEL_FIELD).get("selected_conversation")
    channel = (origin.channel if message else chosen) or ""
    urls = [each["response_url"] for each in response_urls if each.get("channel_id") == channel]
    if origin.channel == channel and origin.response_url:
        urls.append(origin.response_url)
    return Filled(
        ask=Ask(question, (message,) if message and not named else named),
        channel=channel,
        thread_ts=(message.thread_ts or message.ts) if message else None,
        alone=audience == ALONE or not origin.joined,
        response_url=urls[0] if urls else None,
        closed=is_closed(channel) or (origin.closed and origin.channel == channel),
    )


def in_fields(source: str) -> list[str]:
    """Return a long text in parts that each fit into a field; together they are all of it."""
    parts = [""]
    if len(source) <= FIELD_CHARACTERS:
        return [source]
    for line in source.splitlines(keepends=True):
        for start in range(0, len(line), FIELD_CHARACTERS):
            piece = line[start : start + FIELD_CHARACTERS]
            if len(parts[-1]) + len(piece) > FIELD_CHARACTERS:
                parts.append("")
            parts[-1] += piece
    return parts


def sources_of(source: str) -> tuple[Readable, ...]:
    """Return what somebody has put into a field for a text or a link.

    Links without a scheme are links as well; beside a text of its own they are part of it.
    """
    links = take_links(_WITHOUT_SCHEME.sub(_with_scheme, source))
    if links.sources and not is_passage(links.rest):
        return links.sources
    return (GivenText(source),) if source else ()


def _with_scheme(match: regex.Match[str]) -> str:
    return f"https://{match[0].strip()}"


def _named(values: Json) -> Iterator[Readable]:
    names = [SOURCE_FIELD, *(f"{SOURCE_FIELD}{n}" for n in range(2, MOST_SOURCE_FIELDS + 1))]
    source = "".join(_element(values, name).get("value") or "" for name in names)
    yield from sources_of(source.strip())
    yield from files_of({"files": _element(values, FILES_FIELD).get("files") or ()})


def _element(values: Json, name: str) -> Json:
    """Return what a field holds; nothing where the form has none of that name."""
    element: Json = values.get(name, {}).get(name, {})
    return element
