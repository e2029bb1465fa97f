"""The inbox: each question that was taken in, until it is answered, by one owner at a time.

    received -> answering -> posting -> done | failed

An owner holds a question by a lease that it renews. Each step of it is fenced by owner and
attempt, so that an owner that was taken for dead changes nothing any more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.database.database import Database, Step
from bot.store.database.schema import OPEN_STATES, insert_or_not, now, questions

Json = dict[str, Any]
Surface = Literal["message", "command", "form", "step"]

LEASE_SECONDS = 15.0
"""How long a question stays with an owner that shows no sign of life."""


class LeaseLostError(Exception):
    """Another owner has the question, or may have it by now."""


@dataclass(frozen=True, slots=True)
class Received:
    """A question as it came in.

    Attributes:
        id: The same whenever Slack delivers it again.
        subject: What it is about: of a message's edits the same.
        surface: Where it was asked.
        team: The workspace, or the organization.
        channel: Where it is to be answered.
        person: Who asks.
        payload: All that answering it needs, as JSON.
        version: Which of what was said about the subject it is; a later one is greater.
    """

    id: str
    subject: str
    surface: Surface
    team: str
    channel: str
    person: str
    payload: Json
    version: float = field(default=0.0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Taken(Received):
    """A question that an owner works on.

    Attributes:
        owner: Who has it.
        attempt: How many have had it, this owner included.
        age: Seconds since it was received.
        message: What is to be posted, if that is settled; an earlier owner may have posted it.
    """

    owner: str
    attempt: int
    age: float
    message: Json | None


@dataclass(frozen=True, slots=True)
class Waiting(Received):
    """A question that nobody works on yet.

    Attributes:
        before: How many of its channel's workspace are before it.
    """

    before: int


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is in the inbox.

    Attributes:
        waiting: Questions that nobody works on, by surface.
        working: Questions that somebody works on, by surface.
        oldest: Seconds for which the oldest question waits; 0 without any.
    """

    waiting: Counter[str]
    working: Counter[str]
    oldest: float


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
            if not _insert(connection, received):
                return None
            whose = {"whose_team": received.team, "whose": received.person}
            return int(connection.execute(_OPEN_OF, whose).scalar_one())

        return await self._database.run(work)

    def putting(self, received: Received) -> Step:
        """Return the step that takes a question in."""
        return lambda connection: _insert(connection, received)

    async def take(self, owner: str) -> Taken | None:
        """Return the question whose turn it is, leased to `owner`; None if there is none.

        First come those of workspaces with few questions under way, then of such channels, then
        the oldest: a flood in one place does not starve another. About one subject, they go one
        after the other.

        Raises:
            StoreError: The database is away.
        """
        mine = {"mine": owner}
        row = await self._database.run(lambda connection: connection.execute(_TAKE, mine).first())
        return Taken(**row._mapping, owner=owner) if row else None

    async def renew(self, taken: Taken) -> None:
        """Hold a question for another lease's time.

        Raises:
            LeaseLostError: It is too late.
            StoreError: The database is away.
        """
        await self._step(taken, in_time=True)

    async def posting(self, taken: Taken, message: Json, *steps: Step) -> None:
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
        self, taken: Taken, *steps: Step, state: Literal["done", "failed"] = "done"
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
        earlier = questions.alias("earlier")
        before = (
            sa.select(sa.func.count())
            .where(
                earlier.c.team == questions.c.team,
                earlier.c.state == "received",
                _before(earlier, questions),
            )
            .scalar_subquery()
            .label("before")
        )
        silent = (
            sa.select(*_RECEIVED, before)
            .where(
                questions.c.state == "received",
                ~questions.c.told,
                questions.c.received_at < now() - seconds,
            )
            .order_by(questions.c.received_at)
            .limit(_MOST_TOLD)
            .with_for_update(of=questions, skip_locked=True)
        )

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
        free = questions.c.leased_until <= now()
        count = (
            sa.select(
                questions.c.surface,
                sa.func.count().filter(free),
                sa.func.count().filter(~free),
                sa.func.coalesce(now() - sa.func.min(questions.c.received_at).filter(free), 0.0),
            )
            .where(questions.c.state.in_(OPEN_STATES))
            .group_by(questions.c.surface)
        )
        depth = Depth(Counter(), Counter(), 0.0)
        for surface, waiting, working, oldest in await self._database.run(
            lambda connection: connection.execute(count)
        ):
            depth.waiting[surface] = waiting
            depth.working[surface] = working
            depth = replace(depth, oldest=max(depth.oldest, oldest))
        return depth

    async def _step(
        self,
        taken: Taken,
        *steps: Step,
        in_time: bool,
        seconds: float = LEASE_SECONDS,
        **values: Any,
    ) -> None:
        mine = {"mine": taken.id, "me": taken.owner, "mine_by_then": taken.attempt}
        new = {f"new_{name}": value for name, value in values.items()}
        statement = _stepping(in_time, *values)

        def work(connection: sa.Connection) -> None:
            done = connection.execute(statement, {**mine, **new, "seconds": seconds})
            if done.rowcount != 1:
                raise LeaseLostError(taken.id)
            for step in steps:
                step(connection)

        await self._database.run(work)


_RECEIVED = [questions.c[name] for name in Received.__dataclass_fields__]
_AGE = (now() - questions.c.received_at).label("age")
_MOST_TOLD = 20
# Made once: to make a statement costs more than to run it.
_ABOUT = questions.c.subject == sa.bindparam("about")
_LATER = sa.select(sa.exists().where(_ABOUT, questions.c.version > sa.bindparam("said")))
_GIVE_UP = (
    sa.update(questions)
    .where(
        _ABOUT,
        questions.c.id != sa.bindparam("new"),
        questions.c.state.in_(("received", "answering")),
    )
    .values(state="done", changed_at=now())
)
_OPEN_OF = sa.select(sa.func.count()).where(
    questions.c.team == sa.bindparam("whose_team"),
    questions.c.person == sa.bindparam("whose"),
    questions.c.state.in_(OPEN_STATES),
)


def _insert(connection: sa.Connection, received: Received) -> bool:
    """Insert a question; tell whether it is new, and nothing later about the same is known."""
    about = {"about": received.subject}
    if connection.execute(_LATER, {**about, "said": received.version}).scalar():
        return False
    values = {name: getattr(received, name) for name in Received.__dataclass_fields__}
    if connection.execute(_inserting(connection.dialect.name), values).first() is None:
        return False
    connection.execute(_GIVE_UP, {**about, "new": received.id})
    return True


@cache
def _stepping(in_time: bool, *columns: str) -> sa.Update:
    """Return the statement by which an owner, and nobody else, changes columns of its question."""
    own = [
        questions.c.id == sa.bindparam("mine"),
        questions.c.owner == sa.bindparam("me"),
        questions.c.attempt == sa.bindparam("mine_by_then"),
        questions.c.state.in_(OPEN_STATES),
    ]
    if in_time:
        own.append(questions.c.leased_until > now())
    values = {name: sa.bindparam(f"new_{name}", type_=questions.c[name].type) for name in columns}
    until = now() + sa.bindparam("seconds", type_=sa.Double())
    return (
        sa.update(questions)
        .where(*own)
        .values(values | {"leased_until": until, "changed_at": now()})
    )


@cache
def _inserting(dialect: str) -> Any:
    """Return the statement that inserts a question, and gives its id back if it is new."""
    insert = insert_or_not(dialect, questions)
    insert = insert.values(state="received", received_at=now(), changed_at=now())
    return insert.on_conflict_do_nothing().returning(questions.c.id)


def _before(one: sa.FromClause, other: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.tuple_(one.c.received_at, one.c.id) < sa.tuple_(other.c.received_at, other.c.id)


def _under_way(held: sa.ColumnElement[bool], *by: sa.Column[Any]) -> sa.Subquery:
    return sa.select(*by, sa.func.count().label("number")).where(held).group_by(*by).subquery()


def _taking() -> sa.Executable:
    """Return the statement that takes the question whose turn it is."""
    held = (questions.c.leased_until > now()) & questions.c.state.in_(OPEN_STATES)
    teams = _under_way(held, questions.c.team)
    channels = _under_way(held, questions.c.team, questions.c.channel)
    candidate, earlier = questions.alias("candidate"), questions.alias("earlier")
    in_turn = ~(
        sa.exists()
        .where(earlier.c.subject == candidate.c.subject, earlier.c.state.in_(OPEN_STATES))
        .where(_before(earlier, candidate))
    )
    turn = (
        sa.select(candidate.c.id)
        .outerjoin(teams, teams.c.team == candidate.c.team)
        .outerjoin(
            channels,
            (channels.c.team == candidate.c.team) & (channels.c.channel == candidate.c.channel),
        )
        .where(candidate.c.state.in_(OPEN_STATES), candidate.c.leased_until <= now(), in_turn)
        .order_by(
            sa.func.coalesce(teams.c.number, 0),
            sa.func.coalesce(channels.c.number, 0),
            candidate.c.received_at,
            candidate.c.id,
        )
        .limit(1)
        .with_for_update(of=candidate, skip_locked=True)
    )
    return (
        sa.update(questions)
        .where(questions.c.id == turn.scalar_subquery())
        .values(
            state=sa.case((questions.c.state == "received", "answering"), else_=questions.c.state),
            owner=sa.bindparam("mine"),
            attempt=questions.c.attempt + 1,
            leased_until=now() + LEASE_SECONDS,
            changed_at=now(),
        )
        .returning(*_RECEIVED, questions.c.attempt, questions.c.message, _AGE)
    )


_TAKE = _taking()
