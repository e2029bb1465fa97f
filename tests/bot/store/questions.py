"""Questions to put into an inbox."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database.database import Database
from bot.store.database.schema import questions
from bot.store.inbox.received import Received


def asked(
    ts: str = "1.0", *, team: str = "T1", channel: str = "C1", person: str = "U1"
) -> Received:
    about = f"{team}:{channel}:{ts}"
    payload = {"text": "누가 만들었나? \u0000 \ud83d", "ts": ts}
    return Received(about, about, "message", team, channel, person, payload)


async def let_pass(database: Database, seconds: float) -> None:
    """Let everything about the questions have happened `seconds` earlier."""
    times = ("leased_until", "received_at", "changed_at")
    earlier = sa.update(questions).values({name: questions.c[name] - seconds for name in times})
    await database.run(lambda connection: connection.execute(earlier))


async def rows(database: Database, table: sa.Table = questions) -> list[sa.Row[Any]]:
    """Everything in a table."""
    return list(await database.run(lambda connection: connection.execute(sa.select(table))))
