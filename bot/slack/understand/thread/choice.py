"""Which of what a thread offers is read for a question that brings no sources. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.slack.understand.meaning import MOST_SOURCES, InThread, Readable
from bot.slack.understand.thread.offered import Json, thread_sources

Sources = tuple[Readable, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is read for a question.

    Attributes:
        sources: All of it at once; none where the thread offers nothing.
        otherwise: What is read where none of the sources can be, one after the other.
        pinned: The sources are what the thread reads.
    """

    sources: Sources = ()
    otherwise: tuple[Sources, ...] = ()
    pinned: bool = False


def choose(messages: Sequence[Json], before_ts: str, bot_user: str, where: InThread) -> Choice:
    """Return what is read for a question in a thread.

    That is the link or file that was named last, if it is newer than what the thread reads; then
    what it reads; then what it offers else. What people took away is not read unless it is named
    anew. A question of all of them is asked of all that the thread names.

    Args:
        messages: The thread, oldest first, as Slack sends it.
        before_ts: The question; only what was said before it counts.
        bot_user: The bot's user id.
        where: What is known of the thread.

    Raises:
        KeyError, ValueError: A message is none of Slack's.
    """
    pin = where.pin
    since = pin.since if pin else ""
    pinned = pin.sources if pin else ()
    knows_posting = bool(pinned)
    if where.together:
        named = thread_sources(
            messages,
            before_ts,
            bot_user,
            knows_posting=knows_posting,
            since="" if pinned else since,
            talk=False,
            most=MOST_SOURCES,
        )
        together = _each_once(chain(*named, pinned))[:MOST_SOURCES]
        if len(together) > 1:
            return Choice(together)
    offers: list[Sources] = []
    if pinned:
        offers += thread_sources(messages, before_ts, bot_user, since=since, talk=False)
        offers.append(pinned)
        since = ""
    offers += thread_sources(
        messages, before_ts, bot_user, knows_posting=knows_posting, since=since
    )
    offers = list(filter(None, dict.fromkeys([*offers, where.otherwise])))
    if not offers:
        return Choice()
    return Choice(offers[0], tuple(offers[1:]), pinned=offers[0] == pinned)


def _each_once(sources: Iterable[Readable]) -> Sources:
    return tuple(dict.fromkeys(sources))
