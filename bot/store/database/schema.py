"""The store's tables, and the database's clock.

Times are seconds since 1970 by the database's clock: several replicas' own clocks may differ.
Ids and states never hold what somebody wrote; what does is in the columns of type JSON.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as insert_in_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_in_sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class now(FunctionElement[float]):  # noqa: N801 - reads as the SQL function that it is
    """The database's time, as seconds since 1970."""

    type = sa.Double()
    inherit_cache = True


@compiles(now, "sqlite")
def _now_in_sqlite(_element: now, _compiler: SQLCompiler, **_: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(now, "postgresql")
def _now_in_postgresql(_element: now, _compiler: SQLCompiler, **_: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


def insert_or_not(dialect: str, table: sa.Table) -> Any:
    """Return an insertion that can have ON CONFLICT: SQLAlchemy has one a database."""
    return insert_in_sqlite(table) if dialect == "sqlite" else insert_in_postgresql(table)


metadata = sa.MetaData()

OPEN_STATES = ("received", "answering", "posting")
"""The states of a question that somebody still has to work on."""

_OPEN = sa.text("state IN ('received', 'answering', 'posting')")

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    # The message that asks: its edits, and that it is gone, are about the same.
    sa.Column("subject", sa.Text, nullable=False),
    # Which of the versions of it: events keep no order.
    sa.Column("version", sa.Double, nullable=False, server_default="0"),
    sa.Column("surface", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("payload", sa.JSON(none_as_null=True)),
    sa.Column("message", sa.JSON(none_as_null=True)),
    sa.Column("owner", sa.Text),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
    # Nobody works on it before this time but its owner.
    sa.Column("leased_until", sa.Double, nullable=False, server_default="0"),
    # Its asker has been told that it waits.
    sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("received_at", sa.Double, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Index("questions_open", "leased_until", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sa.Index("questions_subject", "subject"),
    sa.Index("questions_person", "team", "person", "received_at"),
    sa.Index("questions_changed", "changed_at"),
)

threads = sa.Table(
    "threads",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("ts", sa.Text, primary_key=True),
    sa.Column("answered", sa.Boolean, nullable=False),
    # Who asked for the source to be kept here: it goes with what else is known of them.
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("source", sa.JSON(none_as_null=True)),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Index("threads_changed", "changed_at"),
)

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("ts", sa.Text, primary_key=True),
    # The message that was answered.
    sa.Column("asked_ts", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("posted_at", sa.Double, nullable=False),
    sa.Index("replies_asked", "team", "channel", "asked_ts"),
    sa.Index("replies_posted", "posted_at"),
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("response", sa.JSON(none_as_null=True)),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("leased_until", sa.Double, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Index("requests_changed", "changed_at"),
)

listening = sa.Table(
    "listening",
    metadata,
    # Until when somebody has heard what happens in a workspace.
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("until", sa.Double, nullable=False),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("per_minute", sa.Integer, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("used_at", sa.Double),
    sa.Column("revoked_at", sa.Double),
)

answers = sa.Table(
    "answers",
    metadata,
    # The message that asked.
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("ts", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Index("answers_person", "team", "person", "changed_at"),
    sa.Index("answers_changed", "changed_at"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    # The message that asked, and who judges its answer.
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("ts", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    # Whose question it is of: it goes with them, too.
    sa.Column("asker", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Index("feedback_changed", "changed_at"),
)

installations = sa.Table(
    "installations",
    metadata,
    # The workspace's id, or the organization's where the app is in all of its workspaces.
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("bot_user", sa.Text, nullable=False),
    sa.Column("bot_name", sa.Text, nullable=False),
    # Its tokens, encrypted.
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Double),
    # Nobody else gets new tokens before this time.
    sa.Column("refreshing_until", sa.Double, nullable=False, server_default="0"),
    sa.Column("installed_at", sa.Double, nullable=False),
)

oauth_states = sa.Table(
    "oauth_states",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("until", sa.Double, nullable=False),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    # What holds there, in the place of what holds everywhere.
    sa.Column("rules", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
)
