"""What was answered, as long as people may come back to it, and what they thought of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.database.database import Database, TransactionStep
from bot.store.database.schema import answers, feedback, insert_or_not, now
from bot.store.threads import MessageKey

Json = dict[str, Any]
Verdict = Literal["right", "wrong"]

_OPINIONS = uuid.UUID("0a0d3c5e-4a57-5b0f-8c36-6a1f0c1a52d7")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is kept.

    Attributes:
        place: The message that asked.
        person: Who asked.
        content: All that is kept of it.
    """

    place: MessageKey
    person: str
    content: Json


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of an answer.

    Attributes:
        id: Stays the same, and does not say whose it is.
        verdict: Of the state as well as of the words.
        content: A copy of what was asked and answered, with what it should have been.
    """

    verdict: Verdict
    content: Json
    id: str = ""


class Answers:
    """The answers and opinions of a database.

    Args:
        database: Where they are.
        keeps: Answers may be kept at all.
    """

    def __init__(self, database: Database, *, keeps: bool = True) -> None:
        self.keeps = keeps
        self._database = database

    def keeping(self, place: MessageKey, person: str, content: Json) -> TransactionStep:
        """Return the step that keeps an answer, in the place of an earlier one to the same."""
        if not self.keeps:
            return lambda _: None
        return _putting(answers, place, {"person": person, "content": content})

    async def of(self, place: MessageKey) -> Answered | None:
        """Return the answer to a message; None if none is kept.

        Raises:
            StoreError: The database is away.
        """
        found = await self._found(sa.select(answers).where(*_at(answers, place)))
        return found[0] if found else None

    async def latest(self, team: str, person: str, most: int) -> Sequence[Answered]:
        """Return the latest answers to somebody, the last one first.

        Raises:
            StoreError: The database is away.
        """
        theirs = (answers.c.team == team) & (answers.c.person == person)
        return await self._found(
            sa.select(answers).where(theirs).order_by(answers.c.changed_at.desc()).limit(most)
        )

    async def forget(self, place: MessageKey) -> None:
        """Forget the answer to a message: it was taken back.

        Raises:
            StoreError: The database is away.
        """
        delete = sa.delete(answers).where(*_at(answers, place))
        await self._database.run(lambda connection: connection.execute(delete))

    async def judge(self, answered: Answered, person: str, opinion: Opinion) -> None:
        """Keep what somebody thinks of an answer, in the place of what they thought before.

        Raises:
            StoreError: The database is away.
        """
        kept = {
            "asker": answered.person,
            "verdict": opinion.verdict,
            "content": opinion.content,
        }
        await self._database.run(_putting(feedback, answered.place, kept, person=person))

    async def opinions(self) -> Sequence[Opinion]:
        """Return what people thought, the oldest first.

        Raises:
            StoreError: The database is away.
        """
        query = sa.select(feedback).order_by(feedback.c.changed_at, *feedback.primary_key)
        rows = await self._database.run(lambda connection: connection.execute(query))
        return [
            Opinion(
                row.verdict,
                row.content,
                str(uuid.uuid5(_OPINIONS, f"{row.team}:{row.channel}:{row.ts}:{row.person}")),
            )
            for row in rows
        ]

    async def _found(self, query: sa.Select[Any]) -> list[Answered]:
        rows = await self._database.run(lambda connection: connection.execute(query))
        return [
            Answered(MessageKey(row.team, row.channel, row.ts), row.person, row.content)
            for row in rows
        ]


def _putting(table: sa.Table, place: MessageKey, values: Json, **key: str) -> TransactionStep:
    def step(connection: sa.Connection) -> None:
        known = {**values, "changed_at": now()}
        insert = insert_or_not(connection.dialect.name, table).values(
            team=place.team, channel=place.channel, ts=place.ts, **key, **known
        )
        connection.execute(
            insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=known)
        )

    return step


def _at(table: sa.Table, place: MessageKey) -> list[sa.ColumnElement[bool]]:
    return [
        table.c.team == place.team,
        table.c.channel == place.channel,
        table.c.ts == place.ts,
    ]
