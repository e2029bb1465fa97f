"""What was said before a question and can be read for it: in its thread, or in a talk. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.domain.question import GivenText
from bot.slack.understand.incoming import files_of
from bot.slack.understand.meaning import MOST_SOURCES, Readable, SlackMessage
from bot.slack.understand.parse import forwarded, parse
from bot.slack.understand.speech.intent import asks, is_courtesy
from bot.slack.understand.speech.prose import is_passage, is_remark
from bot.slack.understand.written.links import take_links
from bot.slack.understand.written.marks import mentioned, plain, without_marks
from bot.slack.understand.written.said import added_to, said, shared_in

Json = dict[str, Any]

_LONG = 240
"""The characters from which on words are a text of their own, and no part of a talk before them."""
_BESIDE_A_SOURCE = 60
_MOST_CHARACTERS = 100_000
_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a message offers to read: sources of its own, or words that are part of a talk."""

    sources: tuple[Readable, ...] = ()
    words: str = ""


def thread_sources(
    messages: Sequence[Json],
    before_ts: str,
    bot_user: str,
    *,
    knows_posting: bool = False,
    since: str = "",
    talk: bool = True,
    most: int = _MOST_OFFERS,
) -> tuple[tuple[Readable, ...], ...]:
    """Return what a thread offers a question that brings no sources: the best first, or nothing.

    The latest message with a link, a file, a forwarded message or a long text counts; where that
    cannot be read, the one before; else all that people have said, as one text. What the bot says
    is no source, but the question that it has posted as the thread's first message is.

    Args:
        messages: The thread, oldest first, as Slack sends it.
        before_ts: The question; only what was said before it counts.
        bot_user: The bot's user id.
        knows_posting: The sources of the bot's own posting are known; it is not to be read.
        since: What messages name up to this one is not read; "": all of it is.
        talk: All that people have said counts, as one text.
        most: Messages with sources that are looked for.

    Raises:
        KeyError, ValueError: A message is none of Slack's.
    """
    after = float(since or 0)
    earlier = [each for each in messages if float(each["ts"]) < float(before_ts)]
    offers: list[tuple[Readable, ...]] = []
    words_of_all: list[tuple[Json, str]] = []
    for number, message, follower in _backwards(earlier):
        if message.get("user") == bot_user:
            if number or knows_posting or float(message["ts"]) <= after:
                continue
            offers.append(parse(said(message)).sources)
            continue
        offer = _offer(message, bot_user, answered=follower is not None and _by(follower, bot_user))
        if offer.sources and float(message["ts"]) > after:
            offers.append(offer.sources)
        if offer.words and talk:
            words_of_all.append((message, offer.words))
        if len(offers) == most or (talk and len(offer.words) >= _LONG):
            break
    # One remark is no text; nor are several, beside a source.
    passages = any(is_passage(words) for _, words in words_of_all)
    if passages or (len(words_of_all) > 1 and not offers):
        offers.append(_as_one_text(words_of_all[::-1]))
    return tuple(filter(None, offers))


def linked_sources(messages: Sequence[Json], bot_user: str) -> tuple[Readable, ...]:
    """Return what a message that somebody points to offers to read, with its thread if it has one.

    Args:
        messages: The message alone, or all of its thread, oldest first, as Slack sends it.
        bot_user: The bot's user id.

    Raises:
        KeyError, ValueError: A message is none of Slack's.
    """
    offers = [_offer(each, bot_user, answered=False) for each in messages]
    talk = [
        (message, offer.words or _words_of(offer.sources))
        for message, offer in zip(messages, offers, strict=True)
        if not _by(message, bot_user) or len(messages) == 1
    ]
    talk = [(message, words) for message, words in talk if words]
    beside = [each for each in offers[0].sources if not isinstance(each, GivenText)]
    return (*_as_one_text(talk), *beside)[:MOST_SOURCES]


def talk_sources(
    messages: Sequence[Json], before_ts: str, bot_user: str, *, together: bool = False
) -> tuple[Readable, ...]:
    """Return what was sent last in a direct message before a question, to read it.

    Args:
        messages: The direct message, oldest first, as Slack sends it.
        before_ts: The question.
        bot_user: The bot's user id.
        together: What was sent before that counts as well, as far as there is room.

    Raises:
        KeyError, ValueError: A message is none of Slack's.
    """
    found: dict[Readable, None] = {}
    for message in reversed(messages):
        if float(message["ts"]) < float(before_ts) and not _by(message, bot_user):
            parsed = parse(said(message), bot_user, shared_in(message), files_of(message))
            if parsed.sources and not parsed.weak:
                found |= dict.fromkeys(parsed.sources)
                if not together or len(found) >= MOST_SOURCES:
                    break
    return tuple(found)[:MOST_SOURCES]


def _backwards(messages: Sequence[Json]) -> Iterator[tuple[int, Json, Json | None]]:
    """Yield each message with its number and the one after it, the latest first."""
    follower = None
    for number in range(len(messages) - 1, -1, -1):
        yield number, messages[number], follower
        follower = messages[number]


def _by(message: Json, user: str) -> bool:
    return message.get("user") == user


def _offer(message: Json, bot_user: str, *, answered: bool) -> _Offer:
    if message.get("subtype") == "tombstone":
        return _Offer()  # "This message was deleted."
    text, shared, files = said(message), shared_in(message), files_of(message)
    if bot_user in mentioned(text):
        # It asked the bot; what it asked is not part of what to read.
        parsed = parse(text, bot_user, shared, files)
        return _Offer() if parsed.weak else _Offer(_of_thread(parsed.sources))
    added = added_to(message)
    links = take_links("\n".join([text, *added]))
    words = plain(without_marks("\n".join(filter(None, [text, *added]))))
    rest = plain(without_marks(links.rest))
    by_app = bool(message.get("bot_id"))
    titles = _titles(text, *added) if by_app else ()
    named = [
        link for link in titles or links.sources if not (shared and isinstance(link, SlackMessage))
    ]
    if shared or files or named:
        texts, linked = forwarded(shared)
        if is_passage(rest) and (len(rest) >= _BESIDE_A_SOURCE or added or by_app):
            texts.append(words)
        sources = (*files, *map(GivenText, filter(None, texts)), *linked, *named)
        return _Offer(_of_thread(sources[:MOST_SOURCES]))
    if not words or (answered and asks(words)) or is_courtesy(words) or is_remark(words):
        return _Offer()
    return _Offer(words=words)


def _titles(*parts: str) -> tuple[Readable, ...]:
    """Return the links of an app's post that have a line of their own: others it only mentions."""
    lines = chain.from_iterable(map(str.splitlines, parts))
    taken = map(take_links, lines)
    titles = (each.sources for each in taken if each.sources and not each.rest.strip())
    return tuple(dict.fromkeys(chain.from_iterable(titles)))


def _words_of(sources: Sequence[Readable]) -> str:
    return "\n".join(each.text for each in sources if isinstance(each, GivenText))


def _of_thread(sources: Sequence[Readable]) -> tuple[Readable, ...]:
    return tuple(
        GivenText(each.text, kind="thread") if isinstance(each, GivenText) else each
        for each in sources
    )


def _as_one_text(talk: Sequence[tuple[Json, str]]) -> tuple[Readable, ...]:
    """Return what people have said as one text, each with a name before it where there are more."""
    if not talk:
        return ()
    if len(talk) == 1:
        return (GivenText(talk[0][1], kind="thread"),)
    lines = "\n".join(f"{_name(message)}: {words}" for message, words in talk)
    return (GivenText(lines[-_MOST_CHARACTERS:], kind="thread"),)


def _name(message: Json) -> str:
    """Return who has said a message: a person by id, an app by the name that it goes by."""
    profile = message.get("bot_profile") or {}
    app = message.get("username") or profile.get("name")
    return plain(app) if app else f"<@{message['user']}>" if message.get("user") else "?"
