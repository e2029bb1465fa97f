"""Questions, threads, replies, requests, and until when somebody listened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_OPEN = sa.text("state IN ('received', 'answering', 'posting')")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("version", sa.Double, nullable=False, server_default="0"),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON),
        sa.Column("message", sa.JSON),
        sa.Column("owner", sa.Text),
        sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
        sa.Column("leased_until", sa.Double, nullable=False, server_default="0"),
        sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("received_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
    )
    op.create_index(
        "questions_open",
        "questions",
        ["leased_until"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("questions_subject", "questions", ["subject"])
    op.create_index("questions_person", "questions", ["team", "person", "received_at"])
    op.create_index("questions_changed", "questions", ["changed_at"])
    op.create_table(
        "threads",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("ts", sa.Text, primary_key=True),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("source", sa.JSON),
        sa.Column("changed_at", sa.Double, nullable=False),
    )
    op.create_index("threads_changed", "threads", ["changed_at"])
    op.create_table(
        "replies",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("ts", sa.Text, primary_key=True),
        sa.Column("asked_ts", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("posted_at", sa.Double, nullable=False),
    )
    op.create_index("replies_asked", "replies", ["team", "channel", "asked_ts"])
    op.create_index("replies_posted", "replies", ["posted_at"])
    op.create_table(
        "requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("response", sa.JSON),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("leased_until", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
    )
    op.create_index("requests_changed", "requests", ["changed_at"])
    op.create_table(
        "listening",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("until", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Take the step back."""
    for table in ("listening", "requests", "replies", "threads", "questions"):
        op.drop_table(table)
