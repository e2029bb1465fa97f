"""The inbox's statements: made once, as to make one costs more than to run it."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.store.database.schema import OPEN_STATES, insert_or_not, now, questions
from bot.store.inbox.received import LEASE_SECONDS, Received

_RECEIVED = [questions.c[name] for name in Received.__dataclass_fields__]
_AGE = (now() - questions.c.received_at).label("age")
_MOST_TOLD = 20
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
OPEN_OF = sa.select(sa.func.count()).where(
    questions.c.team == sa.bindparam("whose_team"),
    questions.c.person == sa.bindparam("whose"),
    questions.c.state.in_(OPEN_STATES),
)


def insert_received(connection: sa.Connection, received: Received) -> bool:
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
def stepping(in_time: bool, *columns: str) -> sa.Update:
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


TAKE = _taking()

_FREE = questions.c.leased_until <= now()
COUNT = (
    sa.select(
        questions.c.surface,
        sa.func.count().filter(_FREE),
        sa.func.count().filter(~_FREE),
        sa.func.coalesce(now() - sa.func.min(questions.c.received_at).filter(_FREE), 0.0),
    )
    .where(questions.c.state.in_(OPEN_STATES))
    .group_by(questions.c.surface)
)


def silent_for(seconds: float) -> sa.Select[Any]:
    """Return the statement that finds questions nobody has begun with for `seconds`, nor told of.

    With each comes how many of its workspace are before it.
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
    return (
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
