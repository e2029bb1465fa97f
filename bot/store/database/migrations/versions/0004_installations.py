"""Where the app is installed, and which states of OAuth came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "installations",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("bot_user", sa.Text, nullable=False),
        sa.Column("bot_name", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Double),
        sa.Column("refreshing_until", sa.Double, nullable=False, server_default="0"),
        sa.Column("installed_at", sa.Double, nullable=False),
    )
    op.create_table(
        "oauth_states",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("until", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("oauth_states")
    op.drop_table("installations")
