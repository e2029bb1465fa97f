"""The inbox: each question that was taken in, until it is answered, by one owner at a time.

    received -> answering -> posting -> done | failed

An owner holds a question by a lease that it renews. Each step of it is fenced by owner and
attempt, so that an owner that was taken for dead changes nothing any more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, Literal

import sqlalchemy as sa
import structlog

from bot.store.database.database import Database, TransactionStep
from bot.store.database.schema import OPEN_STATES, now, questions
from bot.store.inbox.received import (
    LEASE_SECONDS,
    Depth,
    Json,
    LeaseLostError,
    Received,
    Taken,
    Waiting,
)
from bot.store.inbox.statements import COUNT, OPEN_OF, TAKE, insert_received, silent_for, stepping

_log = structlog.get_logger(__name__)


class Inbox:
    """The questions of a database.

    Args:
        database: Where they are.
        keeps_texts: What was asked, and what of, may be kept beyond the answer.
    """

    def __init__(self, database: Database, *, keeps_texts: bool = True) -> None:
        self._database = database
        self._after = {} if keeps_texts else {"payload": None, "message": None}

    async def put(self, received: Received) -> int | None:
        """Take a question in; what was not yet settled about the same is given up.

        Returns:
            How many open questions its asker has, this one included; None if it is known already,
            or something later about the same.

        Raises:
            StoreError: It is not taken in.
        """

        def work(connection: sa.Connection) -> int | None:
            if not insert_received(connection, received):
                return None
            whose = {"whose_team": received.team, "whose": received.person}
            return int(connection.execute(OPEN_OF, whose).scalar_one())

        number = await self._database.run(work)
        if number:
            _log.info("received", question=received.id, surface=received.surface)
        return number

    def putting(self, received: Received) -> TransactionStep:
        """Return the step that takes a question in."""
        return lambda connection: insert_received(connection, received)

    async def take(self, owner: str) -> Taken | None:
        """Return the question whose turn it is, leased to `owner`; None if there is none.

        First come those of workspaces with few questions under way, then of such channels, then
        the oldest: a flood in one place does not starve another. About one subject, they go one
        after the other.

        Raises:
            StoreError: The database is away.
        """
        mine = {"mine": owner}
        row = await self._database.run(lambda connection: connection.execute(TAKE, mine).first())
        return Taken(**row._mapping, owner=owner) if row else None

    async def renew(self, taken: Taken) -> None:
        """Hold a question for another lease's time.

        Raises:
            LeaseLostError: It is too late.
            StoreError: The database is away.
        """
        await self._step(taken, in_time=True)

    async def posting(self, taken: Taken, message: Json, *steps: TransactionStep) -> None:
        """Keep the finished message, before it is posted; with the same stroke, take `steps`.

        Raises:
            LeaseLostError: Another owner may post.
            StoreError: The database is away.
        """
        await self._step(taken, *steps, in_time=True, state="posting", message=message)

    async def later(self, taken: Taken, seconds: float = 0.0) -> None:
        """Hand a question back: the next to take it may do so after `seconds`.

        Raises:
            LeaseLostError: Another owner has it.
            StoreError: The database is away.
        """
        await self._step(taken, in_time=False, seconds=seconds, owner=None)

    async def end(
        self, taken: Taken, *steps: TransactionStep, state: Literal["done", "failed"] = "done"
    ) -> None:
        """Be done with a question, for good or for bad.

        Args:
            taken: The question.
            steps: What is taken with the same stroke.
            state: How it ended.

        Raises:
            LeaseLostError: Another owner has it.
            StoreError: The database is away.
        """
        await self._step(taken, *steps, in_time=False, seconds=0.0, state=state, **self._after)

    async def has_open(self, subject: str) -> bool:
        """Tell whether something about a subject is to be worked on.

        Raises:
            StoreError: The database is away.
        """
        mine = (questions.c.subject == subject) & questions.c.state.in_(OPEN_STATES)
        query = sa.select(sa.exists().where(mine))
        return bool(
            (await self._database.run(lambda connection: connection.execute(query))).scalar()
        )

    async def withdraw(self, received: Received) -> bool:
        """Give a question up that nobody has begun with; return whether that was so.

        Raises:
            StoreError: The database is away.
        """
        values = {"state": "failed", "changed_at": now(), **self._after}
        mine = (questions.c.id == received.id) & (questions.c.state == "received")
        statement = sa.update(questions).where(mine).values(**values)
        done = await self._database.run(lambda connection: connection.execute(statement))
        return done.rowcount == 1

    async def inherit(self) -> None:
        """Let all that is held be taken at once: whoever held it is dead.

        Raises:
            StoreError: The database is away.
        """
        open_ones = questions.c.state.in_(OPEN_STATES)
        free = sa.update(questions).where(open_ones).values(leased_until=0.0)
        await self._database.run(lambda connection: connection.execute(free))

    async def waiting(self, seconds: float) -> list[Waiting]:
        """Return the questions that nobody has begun with for `seconds`, each once and no more.

        Raises:
            StoreError: The database is away.
        """
        silent = silent_for(seconds)

        def work(connection: sa.Connection) -> list[Waiting]:
            rows = connection.execute(silent)
            found = [Waiting(**row._mapping) for row in rows]
            these = questions.c.id.in_([each.id for each in found])
            if found:
                connection.execute(sa.update(questions).where(these).values(told=True))
            return found

        return await self._database.run(work)

    async def depth(self) -> Depth:
        """Return how much is in the inbox.

        Raises:
            StoreError: The database is away.
        """
        depth = Depth(Counter(), Counter(), 0.0)
        for surface, waiting, working, oldest in await self._database.run(
            lambda connection: connection.execute(COUNT)
        ):
            depth.waiting[surface] = waiting
            depth.working[surface] = working
            depth = replace(depth, oldest=max(depth.oldest, oldest))
        return depth

    async def _step(
        self,
        taken: Taken,
        *steps: TransactionStep,
        in_time: bool,
        seconds: float = LEASE_SECONDS,
        **values: Any,
    ) -> None:
        mine = {"mine": taken.id, "me": taken.owner, "mine_by_then": taken.attempt}
        new = {f"new_{name}": value for name, value in values.items()}
        statement = stepping(in_time, *values)

        def work(connection: sa.Connection) -> None:
            done = connection.execute(statement, {**mine, **new, "seconds": seconds})
            if done.rowcount != 1:
                raise LeaseLostError(taken.id)
            for step in steps:
                step(connection)

        await self._database.run(work)
