"""How long things are kept, and who is forgotten."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.database.database import Database
from bot.store.database.schema import (
    OPEN_STATES,
    answers,
    channels,
    feedback,
    listening,
    now,
    questions,
    replies,
    requests,
    threads,
)

_DAY = 86_400.0
# Slack delivers an event again for up to a day: until then an ended question is to be known.
_KNOWN_DAYS = 2.0
_PEOPLE = ("person", "asker")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose things are meant: all of a workspace, or of one person in it; all without either.

    Attributes:
        team: The workspace, or the organization.
        person: Somebody's id.
        before: Seconds since 1970; what has changed since then is not meant.
    """

    team: str | None = None
    person: str | None = None
    before: float | None = None


class Keeping:
    """Deletes what is no longer needed, and what is asked to be deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sweep(self, days: float, feedback_days: float) -> int:
        """Delete what is older than `days`; return how many questions' texts went.

        What people thought of answers has a time of its own, `feedback_days`.

        Of ended questions the texts go at once with `days` 0; that they were, by their ids, is
        known for two days at least, or a repeated event would be answered again.

        Raises:
            StoreError: The database is away.
        """
        ended = questions.c.state.not_in(OPEN_STATES)
        old = now() - days * _DAY
        judged = now() - feedback_days * _DAY
        known = now() - max(days, _KNOWN_DAYS) * _DAY
        texts = sa.update(questions).where(
            ended,
            questions.c.changed_at <= old,
            questions.c.payload.is_not(None) | questions.c.message.is_not(None),
        )

        def work(connection: sa.Connection) -> int:
            swept = connection.execute(texts.values(payload=None, message=None))
            for gone in (
                sa.delete(questions).where(ended, questions.c.changed_at <= known),
                sa.delete(threads).where(threads.c.changed_at <= known),
                sa.delete(replies).where(replies.c.posted_at <= known),
                sa.delete(answers).where(answers.c.changed_at <= old),
                sa.delete(feedback).where(feedback.c.changed_at <= judged),
                sa.delete(requests).where(
                    requests.c.changed_at <= old, requests.c.leased_until <= now()
                ),
            ):
                connection.execute(gone)
            return swept.rowcount

        return await self._database.run(work)

    async def forget(self, whose: Whose) -> int:
        """Delete somebody's questions and all that came of them; return how many rows went.

        HTTP requests are nobody's by name: they go where no team and no person is named.

        Raises:
            StoreError: The database is away.
        """
        tables = [
            (questions, questions.c.changed_at),
            (threads, threads.c.changed_at),
            (replies, replies.c.posted_at),
            (answers, answers.c.changed_at),
            (feedback, feedback.c.changed_at),
        ]
        gone = [sa.delete(table).where(*_meant(table, time, whose)) for table, time in tables]
        if whose.team is None and whose.person is None:
            gone.append(sa.delete(requests).where(*_meant(requests, requests.c.changed_at, whose)))
        if whose.person is None and whose.before is None:
            for table, time in (
                (listening, listening.c.until),
                (channels, channels.c.changed_at),
            ):
                gone.append(sa.delete(table).where(*_meant(table, time, whose)))

        def work(connection: sa.Connection) -> int:
            return sum([(connection.execute(statement)).rowcount for statement in gone])

        return await self._database.run(work)


def _meant(table: sa.Table, time: sa.Column[float], whose: Whose) -> list[sa.ColumnElement[bool]]:
    meant: list[sa.ColumnElement[bool]] = []
    if whose.team is not None:
        meant.append(table.c.team == whose.team)
    if whose.person is not None:
        theirs = [table.c[name] == whose.person for name in _PEOPLE if name in table.c]
        meant.append(sa.or_(*theirs))
    if whose.before is not None:
        meant.append(time < whose.before)
    return meant
