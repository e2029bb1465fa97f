"""Strangers of every kind, all at once, against a running bot; and what is left of it then."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.e2e.conftest import Bot
from tests.load.nasty import pages, requests
from tests.load.nasty.people import Crowd
from tests.load.nasty.words import MARKS
from tests.standins.raw import raw_server
from tests.standins.slack.workspace import SlackWorkspace

_REPLY_SECONDS = 90
_GREETING = "Starting;"
_FAULTS = frozenset(
    ("question_failed", "request_failed", "listener_failed", "reply_failed", "question_put_off")
)


@dataclass
class Findings:
    """What strangers got, and what the bot wrote.

    Attributes:
        replies: To requests of the API, by status; 0: the connection ended, or took too long.
        sent: How many of each kind of stranger did something.
    """

    replies: Counter[int] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)


async def strangers(bot: Bot, workspace: SlackWorkspace, seed: int, seconds: float) -> Findings:
    """Let strangers write to the bot for a while; all that they do follows from the seed.

    Args:
        bot: It delivers to `workspace`, and may fetch pages of this machine.
        workspace: Delivers to the bot over HTTP.
        seed: Another one, other strangers.
        seconds: How long.
    """
    findings = Findings()
    until = time.monotonic() + seconds
    async with raw_server(pages.answer) as server, _client(bot) as client:
        site = f"http://127.0.0.1:{server.port}"
        crowd = Crowd(workspace, f"{bot.url}/slack/events", site, pages.content)

        async def ask(chance: Random) -> None:
            findings.replies[await _status(client, requests.request(chance, client, site))] += 1

        async def hang_up(chance: Random) -> None:
            request = requests.request(chance, client, site)
            with suppress(TimeoutError):
                async with asyncio.timeout(chance.random()):
                    await _status(client, request)

        async def break_in(chance: Random) -> None:
            await _raw(bot, requests.broken(chance))

        async def chat(chance: Random) -> None:
            await asyncio.to_thread(crowd.act, chance)
            await asyncio.sleep(chance.random())

        async def keep(kind: Callable[[Random], Awaitable[None]], number: int) -> None:
            chance = Random(f"{seed} {kind.__name__} {number}")
            while time.monotonic() < until:
                await kind(chance)
                findings.sent[kind.__name__] += 1

        kinds = (ask, ask, ask, hang_up, break_in, chat, chat)
        await asyncio.gather(*(keep(kind, number) for number, kind in enumerate(kinds)))
    return findings


def _client(bot: Bot) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=bot.url, timeout=_REPLY_SECONDS)


async def _status(client: httpx.AsyncClient, request: httpx.Request) -> int:
    try:
        return (await client.send(request)).status_code
    except httpx.TransportError:
        return 0


async def _raw(bot: Bot, content: bytes) -> None:
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            url = httpx.URL(bot.url)
            reader, writer = await asyncio.open_connection(url.host, url.port)
            try:
                writer.write(content)
                await writer.drain()
                await reader.read(1_000)
            finally:
                writer.close()


def misspoken(log: str) -> list[str]:
    """Return lines of a log that should not be there: words of strangers, tracebacks, faults."""
    return [line for line in log.splitlines() if _is_misspoken(line)]


def _is_misspoken(line: str) -> bool:
    if any(mark in line for mark in MARKS) or "Traceback" in line:
        return True
    event = _event(line)
    # No event: what a library wrote, or an interpreter.
    return event in _FAULTS or (not event and line.strip() != "" and not line.startswith(_GREETING))


def refused(workspace: SlackWorkspace) -> Counter[str]:
    """Count what the bot asked of Slack that Slack refused, by method and error."""
    return Counter(
        f"{call.method}: {call.reply.get('error')} {call.reply.get('response_metadata', '')}"
        for call in workspace.calls()
        if not call.ok
    )


def events(log: str) -> Counter[str]:
    """Count what a log tells of, by the name of the event; what is no event of the bot's, as ""."""
    return Counter(_event(line) for line in log.splitlines())


def _event(line: str) -> str:
    try:
        return str(json.loads(line)["event"])
    except (ValueError, KeyError, TypeError):
        return ""
